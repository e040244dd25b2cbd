"""The bodies of Assay's own API."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field

from system.engine.messages import AgentInfo, EngineStats, Room
from system.serving.supervisor import State


class Problem(Struct, frozen=True):
    """An error, as RFC 9457 has it; `code` is for machines, `detail` for people.

    `step` is the phase in which a swap failed, `violated-policies` names the limit that is reached.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    param: str | UnsetType = UNSET
    step: str | UnsetType = UNSET
    violated_policies: list[str] | UnsetType = field(default=UNSET, name="violated-policies")


class Agent(Struct, frozen=True):
    """What is kept of one agent; sizes in bytes, `last_used` in seconds since 1970.

    `shared_tokens` of its `tokens` are kept once for several agents whose prompts begin alike; they count in
    each one's sizes.
    """

    id: str
    model: str
    tokens: int
    saved_tokens: int
    shared_tokens: int
    bytes: int
    hot_bytes: int
    disk_bytes: int
    tier: Literal["hot", "disk", "hot+disk", "none"]
    conversations: int
    last_used: float
    pinned: bool
    object: Literal["agent"] = "agent"

    @classmethod
    def of(cls, info: AgentInfo) -> "Agent":
        """What the engine reports of an agent."""
        return cls(
            id=info.agent,
            model=info.model,
            tokens=info.tokens,
            saved_tokens=info.saved_tokens,
            shared_tokens=info.shared_tokens,
            bytes=info.hot_bytes + info.disk_bytes,
            hot_bytes=info.hot_bytes,
            disk_bytes=info.disk_bytes,
            tier=info.tier,
            conversations=info.conversations,
            last_used=info.last_used,
            pinned=info.pinned,
        )


class Agents(Struct, frozen=True):
    data: list[Agent]
    object: Literal["list"] = "list"


class IntegrityReport(Struct, frozen=True):
    """`ok` when every block, byte and row adds up; each of `problems` is one sentence.

    `memory` and `disk` are those for the caches of the model that serves.
    """

    ok: bool
    problems: list[str]
    memory: Room
    disk: Room
    stats: EngineStats


class EngineHealth(Struct, frozen=True):
    pid: int | None
    restarts: int
    device: str | None
    blas: str | None
    dtype: str | None


class Health(Struct, frozen=True):
    """`warnings` are what somebody should see to, though requests are answered; a sentence each."""

    status: State
    model: str
    fingerprint: str | None
    engine: EngineHealth
    warnings: list[str]


class Liveness(Struct, frozen=True):
    status: Literal["live"] = "live"


class About(Struct, frozen=True):
    """What answers here, and where to go on."""

    name: str
    version: str
    description: str
    model: str
    links: dict[str, str]
