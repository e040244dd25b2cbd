"""The requests of Anthropic's API: what is honoured, within which bounds; all else is refused by name."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from system.api.anthropic.messages import CacheControl, CalledName, System, Turn
from system.api.body import Strict
from system.api.callers import AgentName

VERSIONS = ("2023-06-01", "2026-10-21")
"""What `anthropic-version` may say. The later one takes temperature, top_p and top_k from Anthropic's own
models; those here have them, so they are honoured under either.
"""

StopSequence = Annotated[str, Meta(min_length=1, max_length=256)]


class OfferedTool(Strict):
    """A tool of the caller's own. `strict` holds what it is called with to its schema."""

    name: CalledName
    input_schema: Annotated[dict[str, Any], Meta(description="A JSON Schema of an object.")]
    type: Literal["custom"] | None = None
    description: str | None = None
    strict: bool | None = None
    cache_control: CacheControl | None = None


class AutoChoice(Strict, tag="auto", tag_field="type"):
    disable_parallel_tool_use: bool | None = None


class AnyChoice(Strict, tag="any", tag_field="type"):
    disable_parallel_tool_use: bool | None = None


class ToolOfName(Strict, tag="tool", tag_field="type"):
    name: CalledName
    disable_parallel_tool_use: bool | None = None


class NoChoice(Strict, tag="none", tag_field="type"):
    pass


class AdaptiveThinking(Strict, tag="adaptive", tag_field="type"):
    """The model thinks as it likes, and what it thinks is shown. Without this field it is not."""

    display: Literal["summarized"] | None = None


class BudgetedThinking(Strict, tag="enabled", tag_field="type"):
    """Shown as adaptive is. A model that does not reason keeps to any budget, others to the largest only."""

    budget_tokens: Annotated[int, Meta(ge=1, le=2**31 - 1, description="Less than max_tokens.")]
    display: Literal["summarized"] | None = None


class NoThinking(Strict, tag="disabled", tag_field="type"):
    """The model does not think first. Refused where it reasons whatever it is told."""


class SchemaFormat(Strict):
    type: Literal["json_schema"]
    schema: dict[str, Any]


class OutputConfig(Strict):
    """An answer always keeps to the schema. An effort of `high` is what is made without one."""

    format: SchemaFormat | None = None
    effort: Literal["high"] | None = None


class KeptThinking(Strict):
    """All of the thinking in earlier answers goes to the model's template, which may leave some of it out."""

    type: Literal["clear_thinking_20251015"]
    keep: Literal["all"]


class ContextManagement(Strict):
    """Nothing is ever taken out of a conversation here, so only edits that take out nothing are honoured."""

    edits: Annotated[list[KeptThinking], Meta(max_length=16)] | None = None


class Metadata(Strict):
    """`user_id` is also written to the request's log line."""

    user_id: AgentName | None = None


class Conversation(Strict, kw_only=True):
    """POST /v1/messages/count_tokens, and what a request for an answer has in common with it."""

    model: Annotated[
        str, Meta(min_length=1, description="A model's id, or `default` for the one that is served.")
    ]
    messages: Annotated[list[Turn], Meta(min_length=1)]
    system: System | None = None
    tools: Annotated[list[OfferedTool], Meta(max_length=128)] | None = None
    tool_choice: AutoChoice | AnyChoice | ToolOfName | NoChoice | None = None
    thinking: AdaptiveThinking | BudgetedThinking | NoThinking | None = None
    output_config: OutputConfig | None = None
    context_management: ContextManagement | None = None
    cache_control: CacheControl | None = None


class MessageRequest(Conversation, kw_only=True):
    """POST /v1/messages."""

    max_tokens: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    metadata: Metadata | None = None
    stop_sequences: Annotated[list[StopSequence], Meta(max_length=64)] | None = None
    stream: bool | None = None
    temperature: Annotated[float, Meta(ge=0, le=1)] | None = None
    top_p: Annotated[float, Meta(gt=0, le=1)] | None = None
    top_k: Annotated[int, Meta(ge=0, le=2**31 - 1, description="0 is off.")] | None = None
    service_tier: Literal["auto", "standard_only"] | None = None
    thread: Annotated[Any, Meta(description="Always refused, by the code that makes clients do without.")] = (
        None
    )
