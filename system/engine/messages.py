"""The typed messages that cross the process boundary between a server and its engine.

They travel as MessagePack, each behind a 4-byte big-endian length, over a Unix-domain socket: `encode_command`,
`encode_report` and their inverses are the only codecs. Both sides import this module and nothing else of each other.

The server sends commands; the engine sends reports. A request's reports always come in this order:

    Accepted, Prefilled*, Delta*, one Ended for each choice, Done
    or, at any point, Failed, which is the last

One decode step is one `Steps` report with the events of every row in it.
"""

from typing import Any, Literal

import msgspec

FinishReason = Literal["stop", "length", "tool_calls"]
CacheSource = Literal["none", "hot", "disk"]


class Message(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Base of everything that crosses the boundary."""


class Owner(msgspec.Struct, frozen=True):
    """Who a cache belongs to: the tenant is a digest of the API key (never the key), the agent its caller's name."""

    tenant: str
    agent: str


class Sampling(msgspec.Struct, frozen=True, omit_defaults=True):
    """How tokens are drawn. Temperature 0 is greedy; a seed makes a request repeatable whatever runs beside it."""

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
    """`auto` lets the model decide, `none` forbids, `required` forces a call, `named` forces the one named."""

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


class Generate(Message, frozen=True, tag="generate"):
    """One request: chat `messages` rendered with the model's template, or a raw `prompt` of text or token ids.

    `max_tokens` None means as many as the context leaves. `owner` None shares nothing and keeps nothing.
    `top_logprobs` None asks for no logprobs, 0 for those of the chosen tokens alone.
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
    stop: list[str] = []
    sampling: Sampling = Sampling()
    top_logprobs: int | None = None


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


class CheckIntegrity(Message, frozen=True, tag="check_integrity"):
    """Answered by Integrity: does every block, byte and row add up?"""

    call_id: str


class CountTokens(Message, frozen=True, tag="count_tokens"):
    """Answered by TokenCount, or by Failed with the call's id as request id."""

    call_id: str
    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] = []


class Shutdown(Message, frozen=True, tag="shutdown"):
    """Finish running requests within `grace_seconds`, hand back the rest, save every cache, send Goodbye, leave."""

    grace_seconds: float


Command = (
    Load | Generate | Cancel | ListAgents | DeleteAgent | FlushAgent | CheckIntegrity | CountTokens | Shutdown
)


class ModelInfo(msgspec.Struct, frozen=True):
    """The model that is loaded. `fingerprint` covers weights, config, tokenizer, template, dtype and KV bits."""

    id: str
    path: str
    fingerprint: str
    architecture: str
    parameters: int
    dtype: str
    device: str
    blas: str
    context_tokens: int
    vocabulary: int
    end_tokens: list[int]
    tools: bool
    reasoning: bool
    resumable: bool
    load_seconds: float


class Loading(Message, frozen=True, tag="loading"):
    step: str


class Ready(Message, frozen=True, tag="ready"):
    model: ModelInfo


class LoadFailed(Message, frozen=True, tag="load_failed"):
    step: str
    reason: str


class TokenLogprob(msgspec.Struct, frozen=True):
    """A token's natural-log probability, with the likeliest alternatives (token text, bytes, logprob)."""

    token: str
    raw: bytes
    logprob: float
    top: list[tuple[str, bytes, float]] = []


class ToolCall(msgspec.Struct, frozen=True):
    """One complete call; `arguments` is JSON text of an object."""

    id: str
    name: str
    arguments: str


class Accepted(Message, frozen=True, tag="accepted"):
    """The request is tokenized and in the batch; `cached_tokens` of its prompt come from the agent's cache."""

    request_id: str
    prompt_tokens: int
    cached_tokens: int
    cache_source: CacheSource


class Prefilled(Message, frozen=True, tag="prefilled"):
    """Prefill has processed `done` of the prompt's `total` tokens."""

    request_id: str
    done: int
    total: int


class Delta(Message, frozen=True, tag="delta"):
    """What one step added to one choice: text the caller may see, reasoning, or complete tool calls."""

    request_id: str
    choice: int = 0
    text: str = ""
    reasoning: str = ""
    tool_calls: list[ToolCall] = []
    logprobs: list[TokenLogprob] = []


class Ended(Message, frozen=True, tag="ended"):
    """One choice has ended; `completion_tokens` counts every token it generated, the stop token included."""

    request_id: str
    choice: int
    finish_reason: FinishReason
    completion_tokens: int


class Done(Message, frozen=True, tag="done"):
    """The request is over and its row free. Saving what it computed goes on behind the answer."""

    request_id: str


class Failed(Message, frozen=True, tag="failed"):
    """The request is over without an answer; `status` and `code` as in `system.errors`."""

    request_id: str
    status: int
    code: str
    message: str
    param: str | None = None


Event = Accepted | Prefilled | Delta | Ended | Done | Failed


class EngineStats(msgspec.Struct, frozen=True):
    """Counters since the engine started, and gauges as they are now."""

    rows: int = 0
    waiting: int = 0
    decode_steps: int = 0
    generated_tokens: int = 0
    prefilled_tokens: int = 0
    hot_bytes: int = 0
    disk_bytes: int = 0
    agents: int = 0
    saves: int = 0
    saved_bytes: int = 0
    save_failures: int = 0
    evictions: int = 0
    quarantined: dict[str, int] = {}


class Steps(Message, frozen=True, tag="steps"):
    """Everything one turn of the engine's loop produced, and its counters."""

    events: list[Event]
    stats: EngineStats


class AgentInfo(msgspec.Struct, frozen=True):
    """What is kept of one agent. `tier`: where its latest conversation is; `saved_tokens` of `tokens` are on disk."""

    agent: str
    model: str
    tokens: int
    saved_tokens: int
    hot_bytes: int
    disk_bytes: int
    tier: Literal["hot", "disk", "hot+disk", "none"]
    conversations: int
    last_used: float


class AgentList(Message, frozen=True, tag="agent_list"):
    call_id: str
    agents: list[AgentInfo]


class Integrity(Message, frozen=True, tag="integrity"):
    """`problems` is empty when everything adds up; each is one sentence."""

    call_id: str
    problems: list[str]
    stats: EngineStats


class TokenCount(Message, frozen=True, tag="token_count"):
    call_id: str
    tokens: int


class Goodbye(Message, frozen=True, tag="goodbye"):
    """The last report: every cache is saved (or why not), the engine is leaving."""

    unsaved: list[str]


Report = Loading | Ready | LoadFailed | Steps | AgentList | Integrity | TokenCount | Failed | Goodbye

MAX_MESSAGE_BYTES = 256 << 20
LENGTH_BYTES = 4

_encoder = msgspec.msgpack.Encoder()
_command_decoder: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def frame(message: Message) -> bytes:
    """The message as it travels: its length in 4 bytes, then MessagePack.

    >>> decode_command(frame(Cancel("r1"))[LENGTH_BYTES:])
    Cancel(request_id='r1')
    """
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def decode_command(body: bytes) -> Command:
    """Raises msgspec.ValidationError on anything that is not a command."""
    return _command_decoder.decode(body)


def decode_report(body: bytes) -> Report:
    """Raises msgspec.ValidationError on anything that is not a report."""
    return _report_decoder.decode(body)
