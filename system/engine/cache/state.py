"""What a store knows: its agents, the bytes they take, what was counted. `changed` guards all of it.

`changed` is the store's one lock for memory; it is held for moments, never during a read, a write or an
evaluation. Agents are kept in order of use, the least recently used first.
"""

import logging
import math
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

from system.engine.cache.agent import Agent
from system.engine.cache.damage import Reason
from system.engine.cache.digests import owner_digest
from system.engine.cache.ledger import Ledger
from system.engine.cache.match import Match
from system.engine.cache.prefixes import Prefixes
from system.engine.messages import Owner

logger = logging.getLogger(__name__)

UNSAVED_BYTES = 256 << 20
REMEMBERED_DELETIONS = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets. A disk budget of 0 keeps agents in memory only."""

    hot_bytes: int
    disk_bytes: int
    max_agents: int

    @property
    def unsaved_bytes(self) -> int:
        """What may wait for a slow or failing disk before the oldest of it is given up."""
        return max(self.hot_bytes, UNSAVED_BYTES)


@dataclass(slots=True)
class Counts:
    saves: int = 0
    saved_bytes: int = 0
    save_failures: int = 0
    evictions: int = 0
    quarantined: Counter[Reason] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """One save that has failed; the next one's is another, though its reason be the same."""

    reason: str


@dataclass(slots=True, eq=False)
class State:
    """`doomed` are agents that are gone from memory and whose folders the writer has yet to remove, and when.

    `failing` are agents whose last save has failed, and why. `latest` is when anybody was last there.
    """

    limits: Limits
    secret: bytes
    clock: Callable[[], float]
    changed: Condition = field(default_factory=Condition)
    agents: OrderedDict[Owner, Agent] = field(default_factory=OrderedDict)
    hot: OrderedDict[Owner, Agent] = field(default_factory=OrderedDict)
    dirty: OrderedDict[Agent, float] = field(default_factory=OrderedDict)
    doomed: OrderedDict[Agent, float] = field(default_factory=OrderedDict)
    failing: dict[Agent, Failure] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    prefixes: Prefixes = field(default_factory=Prefixes)
    counts: Counts = field(default_factory=Counts)
    ticks: int = 0
    latest: float = 0.0
    deletions: OrderedDict[Owner, int] = field(default_factory=OrderedDict)

    def new_agent(self, owner: Owner) -> Agent:
        agent = Agent(owner, owner_digest(self.secret, owner), Ledger(self.ledger), self.prefixes)
        self.agents[owner] = agent
        return agent

    def use(self, agent: Agent) -> None:
        """Make it the most recently used."""
        agent.last_used = self.now()
        self.agents.move_to_end(agent.owner)
        self.note_hot(agent)
        if agent.owner in self.hot:
            self.hot.move_to_end(agent.owner)

    def note_hot(self, agent: Agent) -> None:
        """It has something in memory, where the budget finds it."""
        if agent.ledger.hot_bytes:
            self.hot[agent.owner] = agent

    def note_read(self, agent: Agent) -> None:
        """Something of it has just come into memory, and others' leaves first."""
        self.note_hot(agent)
        if agent.owner in self.hot:
            self.hot.move_to_end(agent.owner)
        self.hold_budgets()

    def now(self) -> float:
        """The time, and later than it ever was: a clock set back makes nobody's last turn an old one.

        >>> state = State(Limits(0, 0, 1), bytes(32), iter([5.0, 3.0]).__next__)
        >>> state.now(), 5.0 < state.now() < 5.1
        (5.0, True)
        """
        self.latest = max(self.clock(), math.nextafter(self.latest, math.inf))
        return self.latest

    def unsaved(self, owner: Owner | None) -> list[Agent]:
        """Of an agent, or of all, those that the disk is behind of."""
        if not self.limits.disk_bytes:
            return []
        some = self.agents.values() if owner is None else filter(None, [self.agents.get(owner)])
        return [agent for agent in some if agent.dirty]

    def save_soon(self, agent: Agent) -> None:
        """Queue what the disk does not have; a failed save waits out its delay."""
        if self.limits.disk_bytes and agent.dirty:
            self.dirty.setdefault(agent, 0.0)
            self.changed.notify_all()

    def hold_budgets(self) -> None:
        """Let the least recently used go, pinned ones last: first memory that is on disk too, then agents."""
        self._hold_memory()
        while len(self.agents) > self.limits.max_agents:
            self.evict(min(self.agents.values(), key=_is_pinned))
        for agent in sorted(self.agents.values(), key=_is_pinned) if self._over_disk() else ():
            if not self._over_disk():
                break
            if agent.ledger.disk_bytes:
                self.evict(agent)

    def evict(self, agent: Agent) -> None:
        """Let an agent go altogether, to hold a budget."""
        self.counts.evictions += 1
        self.discard(agent)

    def discard(self, agent: Agent) -> None:
        """Take an agent out of memory now, and off the disk by the writer."""
        self.detach(agent)
        if self.limits.disk_bytes:
            self.doom(agent)
        self.changed.notify_all()

    def doom(self, agent: Agent) -> None:
        """Have the writer remove the folder of an agent that is gone from memory."""
        self.doomed[agent] = 0.0
        self.changed.notify_all()

    def doomed_of(self, owner: Owner) -> Agent | None:
        """The owner's agent that is gone from memory and not yet from the disk."""
        return next((agent for agent in self.doomed if agent.owner == owner), None)

    def detach(self, agent: Agent) -> None:
        """Take an agent out of memory and out of the queue; its files are the caller's."""
        agent.alive = False
        self.agents.pop(agent.owner, None)
        self.hot.pop(agent.owner, None)
        self.dirty.pop(agent, None)
        self.failing.pop(agent, None)
        for root in list(agent.roots):
            agent.remove(root)
        agent.drop_garbage()

    def note_deletion(self, owner: Owner) -> None:
        """Turns that began before now must not bring the agent back."""
        self.ticks += 1
        self.deletions[owner] = self.ticks
        self.deletions.move_to_end(owner)
        while len(self.deletions) > REMEMBERED_DELETIONS:
            self.deletions.popitem(last=False)

    def was_deleted(self, owner: Owner, began: Match | None) -> bool:
        """Whether the agent was deleted after a turn had begun."""
        return began is not None and self.deletions.get(owner, 0) > began.tick

    def _hold_memory(self) -> None:
        for agent in sorted(self.hot.values(), key=_is_pinned):
            if self.ledger.hot_bytes <= self.limits.hot_bytes:
                return
            before = agent.ledger.hot_bytes
            agent.drop_saved()
            self.counts.evictions += agent.ledger.hot_bytes < before
            if not agent.ledger.hot_bytes:
                del self.hot[agent.owner]
        if not self.limits.disk_bytes:
            self._give_up(self.limits.hot_bytes)
        elif self.ledger.unsaved_bytes > self.limits.unsaved_bytes:
            self._give_up(self.limits.unsaved_bytes)

    def _give_up(self, limit: int) -> None:
        """Drop what is only in memory, the oldest first, pinned ones last, until `limit` bytes are left."""
        for agent in sorted(self.hot.values(), key=_is_pinned):
            if self.ledger.unsaved_bytes <= limit:
                return
            lost = agent.drop_unsaved()
            if not lost:
                continue
            self.counts.evictions += not self.limits.disk_bytes
            self.counts.save_failures += bool(self.limits.disk_bytes)
            logger.warning("cache blocks given up", extra={"agent_digest": agent.folder, "blocks": lost})
            if not agent.blocks:
                self.discard(agent)

    def _over_disk(self) -> bool:
        return 0 < self.limits.disk_bytes < self.ledger.disk_bytes


def _is_pinned(agent: Agent) -> bool:
    """A key that keeps the order of use and puts pinned agents last."""
    return agent.pinned
