"""What the engine says, unasked or in answer."""

from typing import Literal

import msgspec

from system.engine.messages.base import Message

FinishReason = Literal["stop", "length", "tool_calls"]
CacheSource = Literal["none", "hot", "disk"]


class ModelInfo(msgspec.Struct, frozen=True):
    """The loaded model. `fingerprint` covers weights, config, tokenizer, template, dtype and KV bits."""

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
    snapshots: bool
    load_seconds: float
    thinking_switch: bool = False


class Loading(Message, frozen=True, tag="loading"):
    step: str


class Ready(Message, frozen=True, tag="ready"):
    model: ModelInfo


class LoadFailed(Message, frozen=True, tag="load_failed"):
    step: str
    reason: str


class TokenLogprob(msgspec.Struct, frozen=True):
    """A token's natural-log probability, with the likeliest alternatives (token text, bytes, logprob)."""

    id: int
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
    """The request is in the batch; `cached_tokens` of its prompt come from the agent's cache.

    `new_tokens` are those that are not in it yet and will be; none where nothing is kept.
    """

    request_id: str
    prompt_tokens: int
    cached_tokens: int
    new_tokens: int
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
    """One choice has ended; `completion_tokens` counts every token it generated, the stop token included.

    `stop` is the request's stop string that ended it, None where none did.
    """

    request_id: str
    choice: int
    finish_reason: FinishReason
    completion_tokens: int
    stop: str | None = None


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
    """Counters since the engine started, and gauges as they are now.

    `unsaved_agents` are those whose last save has failed; `save_error` says why, and is empty where none has.
    `integrity_problems` are those that the last check found. `abandoned_...` as in the engine's `Abandoned`.
    """

    rows: int = 0
    waiting: int = 0
    decode_steps: int = 0
    generated_tokens: int = 0
    prefilled_tokens: int = 0
    abandoned_requests: int = 0
    abandoned_steps: int = 0
    abandoned_prompt_tokens: int = 0
    hot_bytes: int = 0
    disk_bytes: int = 0
    agents: int = 0
    saves: int = 0
    saved_bytes: int = 0
    save_failures: int = 0
    evictions: int = 0
    quarantined: dict[str, int] = {}
    unsaved_agents: int = 0
    save_error: str = ""
    integrity_problems: int = 0


class Steps(Message, frozen=True, tag="steps"):
    """Everything one turn of the engine's loop produced, and its counters."""

    events: list[Event]
    stats: EngineStats


class AgentInfo(msgspec.Struct, frozen=True):
    """What is kept of one agent: `saved_tokens` of `tokens` are on disk; `tier` is the latest turn's.

    `shared_tokens` of them others of the tenant hold too: they count in each agent's bytes, and once in the
    totals.
    """

    agent: str
    model: str
    tokens: int
    saved_tokens: int
    hot_bytes: int
    disk_bytes: int
    shared_tokens: int
    tier: Literal["hot", "disk", "hot+disk", "none"]
    conversations: int
    last_used: float
    pinned: bool = False


class AgentList(Message, frozen=True, tag="agent_list"):
    call_id: str
    agents: list[AgentInfo]


class BlockInfo(msgspec.Struct, frozen=True):
    """A run of `tokens` tokens from `start` on, after the block `parent`; sizes in bytes.

    `conversations` counts those of the agent that hold it; `shared` says whether other agents do too. A
    `snapshot` has no tokens of its own: it is what those layers hold after `start` tokens that can't be cut.
    """

    id: int
    parent: int | None
    start: int
    tokens: int
    tier: Literal["hot", "disk", "hot+disk"]
    hot_bytes: int
    disk_bytes: int
    conversations: int
    shared: bool
    snapshot: bool


class CacheInfo(msgspec.Struct, frozen=True):
    """What is kept of one agent, and every block of it, parents before children."""

    info: AgentInfo
    blocks: list[BlockInfo]


class AgentCache(Message, frozen=True, tag="agent_cache"):
    """`cache` is None where nothing is kept of the agent."""

    call_id: str
    cache: CacheInfo | None


class Room(msgspec.Struct, frozen=True):
    """A budget in bytes: what one agent alone takes of it is used, what several do is shared and counts once.

    With what is free they make the budget; more than it where memory waits for the disk.
    """

    budget_bytes: int
    used_bytes: int
    shared_bytes: int
    free_bytes: int


class Integrity(Message, frozen=True, tag="integrity"):
    """`problems` is empty when everything adds up; each is one sentence."""

    call_id: str
    problems: list[str]
    stats: EngineStats
    memory: Room
    disk: Room


class TokenCount(Message, frozen=True, tag="token_count"):
    call_id: str
    tokens: int


class Pong(Message, frozen=True, tag="pong"):
    """A sign of life: the MLX thread is between two steps, or has none to take, and requests are prepared."""


class Goodbye(Message, frozen=True, tag="goodbye"):
    """The last report: every cache is saved (or why not), the engine is leaving."""

    unsaved: list[str]


Report = (
    Loading
    | Ready
    | LoadFailed
    | Steps
    | AgentList
    | AgentCache
    | Integrity
    | TokenCount
    | Failed
    | Pong
    | Goodbye
)
