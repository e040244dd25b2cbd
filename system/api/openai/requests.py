"""The requests of OpenAI's API: what is honoured, within which bounds; all else is refused with its name."""

from typing import Annotated, Any, Literal

from msgspec import Meta

from system.api.body import Strict
from system.api.callers import AgentName
from system.api.openai.messages import ChatMessage, ToolName

Tokens = Annotated[int, Meta(ge=1, le=2**31 - 1)]
TokenId = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Penalty = Annotated[float, Meta(ge=-2, le=2)]
Share = Annotated[float, Meta(ge=0, le=1)]
StopString = Annotated[str, Meta(min_length=1, max_length=256)]
OnlyFalse = Annotated[bool | None, Meta(extra_json_schema={"enum": [False, None]})]


class StreamOptions(Strict):
    """`include_obfuscation` may only be false: nothing here pads its events."""

    include_usage: bool | None = None
    include_obfuscation: OnlyFalse = None


class Parameters(Strict):
    """What both APIs take. null always means: not given."""

    model: Annotated[
        str, Meta(min_length=1, description="A model's id, or `default` for the one that is served.")
    ]
    max_tokens: Tokens | None = None
    temperature: Annotated[float, Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, Meta(gt=0, le=1)] | None = None
    top_k: Annotated[int, Meta(ge=0, le=2**31 - 1, description="0 is off.")] | None = None
    min_p: Share | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    repetition_penalty: Annotated[float, Meta(gt=0, le=10)] | None = None
    logit_bias: (
        Annotated[
            dict[TokenId, Annotated[float, Meta(ge=-100, le=100)]],
            Meta(
                max_length=1024,
                description="By token id; within the model's vocabulary.",
                extra_json_schema={"propertyNames": {"pattern": "^(0|[1-9][0-9]{0,8})$"}},
            ),
        ]
        | None
    ) = None
    seed: Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)] | None = None
    stop: StopString | Annotated[list[StopString], Meta(max_length=4)] | None = None
    n: Annotated[int, Meta(ge=1, le=16)] | None = None
    stream: bool | None = None
    stream_options: Annotated[StreamOptions, Meta(description="Only where `stream` is true.")] | None = None
    user: Annotated[str, Meta(max_length=256, description="Written to the request's log line.")] | None = None
    prompt_cache_key: AgentName | None = None


class Function(Strict):
    name: ToolName
    description: str | None = None
    parameters: Annotated[dict[str, Any], Meta(description="A JSON Schema of an object.")] | None = None
    strict: bool | None = None


class Tool(Strict):
    type: Literal["function"]
    function: Function


class FunctionName(Strict):
    name: ToolName


class NamedTool(Strict):
    type: Literal["function"]
    function: FunctionName


class TextFormat(Strict, tag="text", tag_field="type"):
    pass


class JsonObjectFormat(Strict, tag="json_object", tag_field="type"):
    pass


class NamedSchema(Strict):
    """An answer always keeps to the schema, strict or not."""

    name: ToolName
    schema: dict[str, Any]
    description: str | None = None
    strict: bool | None = None


class JsonSchemaFormat(Strict, tag="json_schema", tag_field="type"):
    json_schema: NamedSchema


class TemplateArguments(Strict):
    enable_thinking: Annotated[
        bool | None, Meta(description="Whether the model thinks first; only where its template can be told.")
    ] = None


class ChatRequest(Parameters, kw_only=True):
    """POST /v1/chat/completions. What may only be null, false or its default can't be honoured otherwise."""

    messages: Annotated[list[ChatMessage], Meta(min_length=1)]
    max_completion_tokens: Tokens | None = None
    tools: Annotated[list[Tool], Meta(max_length=128)] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    parallel_tool_calls: bool | None = None
    response_format: TextFormat | JsonObjectFormat | JsonSchemaFormat | None = None
    logprobs: bool | None = None
    top_logprobs: Annotated[int, Meta(ge=0, le=20, description="Only where `logprobs` is true.")] | None = (
        None
    )
    include_reasoning: Annotated[
        bool | None,
        Meta(
            description="Whether `reasoning_content` tells what a reasoning model thought; false by default."
        ),
    ] = None
    chat_template_kwargs: TemplateArguments | None = None
    store: OnlyFalse = None
    modalities: Annotated[list[Literal["text"]], Meta(min_length=1, max_length=1)] | None = None
    service_tier: Literal["auto", "default"] | None = None
    metadata: None = None
    audio: None = None
    prediction: None = None
    functions: None = None
    function_call: None = None
    reasoning_effort: None = None
    web_search_options: None = None


class CompletionRequest(Parameters, kw_only=True):
    """POST /v1/completions. `prompt` is a text or a list of token ids; a list of one of these is that one."""

    prompt: (
        Annotated[str, Meta(min_length=1)]
        | Annotated[
            list[Annotated[str, Meta(min_length=1)] | TokenId | Annotated[list[TokenId], Meta(min_length=1)]],
            Meta(min_length=1),
        ]
    )
    echo: bool | None = None
    logprobs: Annotated[int, Meta(ge=0, le=5)] | None = None
    best_of: Annotated[int, Meta(ge=1, le=1)] | None = None
    suffix: None = None
