"""What the server asks of its engine."""

from typing import Any, Literal

import msgspec

from system.engine.messages.base import Message


class Owner(msgspec.Struct, frozen=True):
    """Who a cache belongs to: `tenant` is a digest of the API key, never the key; `agent` a name."""

    tenant: str
    agent: str


class Sampling(msgspec.Struct, frozen=True, omit_defaults=True):
    """How tokens are drawn. Temperature 0 is greedy; a seed makes a request repeatable in any company."""

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0
    repetition_penalty: float = 1.0
    logit_bias: dict[int, float] = {}
    seed: int | None = None


class Grammar(msgspec.Struct, frozen=True):
    """What the answer must match: any JSON object, or a JSON Schema (as JSON text)."""

    kind: Literal["json_object", "json_schema"]
    schema: str = ""


class ToolChoice(msgspec.Struct, frozen=True):
    """`auto` lets the model decide, `none` forbids, `required` forces a call, `named` forces that one."""

    mode: Literal["auto", "none", "required", "named"] = "auto"
    name: str = ""
    parallel: bool = True


class Load(Message, frozen=True, tag="load"):
    """First command: load the model at `path`; answered by Loading* and then Ready or LoadFailed."""

    path: str
    model_id: str
    home: str
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    blas: Literal["auto", "off"] = "auto"
    max_rows: int = 32
    max_waiting: int = 256
    context_tokens: int | None = None
    prefill_chunk_tokens: int = 256
    hot_cache_bytes: int = 1 << 30
    disk_cache_bytes: int = 8 << 30
    max_agents: int = 10_000
    idle_check_seconds: float = 60.0


class Generate(Message, frozen=True, tag="generate"):
    """One request: chat `messages` for the model's template, or a raw `prompt` of text or token ids.

    `max_tokens` None means as many as the context leaves; `limit` is what the caller calls it.
    `owner` None shares nothing and keeps nothing.
    `top_logprobs` None asks for no logprobs, 0 for those of the chosen tokens alone.
    `thinking` turns reasoning on or off where the template can (None: as the model likes); it is told
    where `show_reasoning` asks for it.
    """

    request_id: str
    owner: Owner | None = None
    messages: list[dict[str, Any]] | None = None
    prompt: str | list[int] | None = None
    echo: bool = False
    tools: list[dict[str, Any]] = []
    tool_choice: ToolChoice = ToolChoice()
    grammar: Grammar | None = None
    n: int = 1
    max_tokens: int | None = None
    limit: str = "max_tokens"
    stop: list[str] = []
    sampling: Sampling = Sampling()
    top_logprobs: int | None = None
    thinking: bool | None = None
    show_reasoning: bool = False


class Cancel(Message, frozen=True, tag="cancel"):
    """Drop a request wherever it is; its row leaves the batch before the next step. No report follows."""

    request_id: str


class ListAgents(Message, frozen=True, tag="list_agents"):
    """Answered by AgentList: one agent, or all of the tenant's when `agent` is None."""

    call_id: str
    tenant: str
    agent: str | None = None


class DeleteAgent(Message, frozen=True, tag="delete_agent"):
    """Forget an agent in memory and on disk; answered by AgentList with what was deleted."""

    call_id: str
    owner: Owner


class FlushAgent(Message, frozen=True, tag="flush_agent"):
    """Answered by AgentList once every finished turn of the agent is on disk."""

    call_id: str
    owner: Owner


class PlaceCache(Message, frozen=True, tag="place_cache"):
    """Answered by AgentCache, once an agent's cache is where its keeper wants it.

    `memory` reads what its last conversation stands on; `disk` saves it and lets go of its memory. A `pinned`
    one goes last when a budget is full.
    """

    call_id: str
    owner: Owner
    to: Literal["as_it_is", "memory", "disk", "pinned", "unpinned"] = "as_it_is"


class CheckIntegrity(Message, frozen=True, tag="check_integrity"):
    """Answered by Integrity: does every block, byte and row add up? An engine that is idle asks itself."""

    call_id: str


class CountTokens(Message, frozen=True, tag="count_tokens"):
    """Answered by TokenCount, or by Failed with the call's id as request id."""

    call_id: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = []
    thinking: bool | None = None


class Ping(Message, frozen=True, tag="ping"):
    """Answered by Pong, from the thread that owns MLX, between two of its steps.

    Not answered while the preparing thread is at the same request as it was at the Ping before.
    """


class Shutdown(Message, frozen=True, tag="shutdown"):
    """Finish requests within `grace_seconds`, hand back the rest, save every cache, send Goodbye, leave."""

    grace_seconds: float


Command = (
    Load
    | Generate
    | Cancel
    | ListAgents
    | DeleteAgent
    | FlushAgent
    | PlaceCache
    | CheckIntegrity
    | CountTokens
    | Ping
    | Shutdown
)
