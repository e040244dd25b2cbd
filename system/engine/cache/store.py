"""The store of agents' caches: what the engine asks, and nothing of how."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from system.engine.cache import snapshots
from system.engine.cache.agent import Agent
from system.engine.cache.arrays import Snapshot
from system.engine.cache.block import BLOCK_TOKENS, Block, Contents, Place
from system.engine.cache.digests import Digests, chain, chain_key, common_prefix
from system.engine.cache.disk import Disk
from system.engine.cache.integrity import Count, check
from system.engine.cache.layers import Layers
from system.engine.cache.match import Match
from system.engine.cache.opening import find_agents
from system.engine.cache.other_models import forget_elsewhere, hold_other_models
from system.engine.cache.quarantine import Quarantine
from system.engine.cache.reader import Reader
from system.engine.cache.shelf import Shelf
from system.engine.cache.spans import Span, departure, extent, fill, reach, spans_of
from system.engine.cache.state import Limits, State
from system.engine.cache.stats import CacheStats, stats_of
from system.engine.cache.writer import Writer
from system.engine.messages import AgentInfo, CacheSource, Owner
from system.errors import HomeError
from system.home import read_secret


class CacheStore:
    """Every method but `keep` may be called from any thread; `keep` belongs to the MLX thread.

    Opening reads the manifests and starts the writer; `close` ends it. `by_snapshot` is for a model that goes
    on from its agent's own snapshots only. Raises HomeError when the home has no secret or its directories
    can't be used.
    """

    def __init__(
        self,
        *,
        home: Path,
        fingerprint: str,
        model_id: str,
        hot_bytes: int,
        disk_bytes: int,
        max_agents: int,
        by_snapshot: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        secret = read_secret(home)
        self._by_snapshot = by_snapshot
        self._disk = Disk(home, fingerprint, model_id, secret)
        self._state = State(Limits(hot_bytes, disk_bytes, max_agents), secret, clock)
        quarantine = Quarantine(home, model_id, fingerprint, clock)
        try:
            if disk_bytes:
                hold_other_models(self._disk.path, secret, disk_bytes)
            find_agents(self._state, self._disk, quarantine)
        except OSError as error:
            self._disk.close()
            raise HomeError(f"{self._disk.path} can't be read: {error.strerror}") from error
        self._reader = Reader(self._state, self._disk, quarantine)
        self._writer = Writer(self._state, self._disk)
        self.shelf = Shelf(self._state, self._reader, model_id)

    def lookup(self, owner: Owner, tokens: Sequence[int]) -> Match:
        """The longest prefix of `tokens` that the owner's blocks hold, short of the last token.

        Where other agents of the tenant hold more, in whole blocks, it is theirs. Blocks that are only on
        disk are read and verified here, on the calling thread. What does not verify is set aside and the
        rest used; nothing a file holds raises.
        """
        ids = np.asarray(tokens, dtype=np.uint32)
        digests = chain(chain_key(self._state.secret, owner.tenant), ids)
        read: dict[Block, Contents] = {}
        while True:
            with self._state.changed:
                holder, path = self._longest(owner, digests[:-1])
                unread = [at.block for at in path if at.block.contents is None and at.block not in read]
                if holder is None or not unread:
                    return self._match(owner, holder, path, read, ids, digests)
                self._state.hold_budgets()
            if (found := self._reader.read(holder, unread)) is None:
                return Match(0, "none", ids, digests, self._state.ticks)
            read |= found

    def has_more(self, owner: Owner, match: Match) -> bool:
        """Whether the tenant's agents hold a longer whole beginning by now than when the match was found."""
        if self._by_snapshot:
            return False
        with self._state.changed:
            return self._state.prefixes.longest(owner.tenant, match.digests[:-1], match.tokens) is not None

    def keep(
        self,
        owner: Owner,
        tokens: Sequence[int],
        layers: Layers,
        reused: Match | None,
        taken: Sequence[Snapshot] = (),
    ) -> None:
        """Add a finished row's cache to the owner's tree and queue its save. MLX thread only.

        `layers` hold at least `tokens`, [1, kv_heads, tokens or more, head_dim]; only what no agent of the
        tenant has in memory is copied. The snapshots `taken` are of the first of them, or of all.
        A turn that began before its agent was deleted is not kept. Raises ValueError where `layers` can't be
        those of `tokens`.
        """
        if not tokens or any(keys.shape[2] < len(tokens) for keys, _ in layers):
            raise ValueError(f"the cache holds fewer than the {len(tokens)} tokens it is kept for")
        digests = self._digests(owner, np.asarray(tokens, dtype=np.uint32), reused)
        with self._state.changed:
            lacking = snapshots.lacking(self._state.agents.get(owner), digests, taken)
        packed = snapshots.packed(lacking, digests)
        while True:
            with self._state.changed:
                if self._state.was_deleted(owner, reused):
                    return
                agent = self._state.agents.get(owner)
                block = agent.deepest(digests) if agent else None
                anchor = departure(block, digests, reused.end if reused else None)
                spans = spans_of(anchor.position if anchor else 0, len(tokens))
                held = self._held(owner, digests, spans)
            fill(layers, digests, spans, held)
            if self._attach(owner, anchor, [held[span] for span in spans], packed, reused):
                return

    def share(self, owner: Owner, match: Match, layers: Layers, tokens: int) -> Match:
        """The match, lengthened to the first `tokens` of its prompt, whole blocks that a running row holds.

        MLX thread only. `layers` are that row's, of the same tenant and with the same beginning.
        """
        spans = spans_of(0, tokens)
        with self._state.changed:
            held = self._held(owner, match.digests, spans)
        fill(layers, match.digests, spans, held)
        with self._state.changed:
            for contents in held.values():
                self._state.prefixes.remember(owner.tenant, contents)
        parts = tuple((held[span], BLOCK_TOKENS) for span in spans)
        return replace(match, tokens=tokens, source="hot", end=None, parts=parts)

    def forget(self, owner: Owner) -> AgentInfo | None:
        """Delete an agent from memory and disk, with what is queued and what running turns would have kept.

        Waits for a save that is being written. Raises HomeError when files can't be removed yet.
        """
        with self._disk.io:
            with self._state.changed:
                self._state.note_deletion(owner)
                agent = self._state.agents.get(owner) or self._state.doomed_of(owner)
                if agent is None:
                    return None
                info = agent.info(self._disk.model_id)
                self._state.detach(agent)
                self._state.changed.notify_all()
            try:
                self._disk.delete(agent, durably=True)
            except OSError as error:
                with self._state.changed:
                    self._state.doom(agent)
                reason = f"its files can't be removed yet ({error.strerror}), which is tried again"
                raise HomeError(f"the agent is forgotten, but {reason}") from error
        return info

    def forget_elsewhere(self, owner: Owner) -> bool:
        """Delete what was kept of an agent while other models served; whether there was anything."""
        return forget_elsewhere(self._disk.path, self._disk.secret, owner)

    def flush(self, owner: Owner | None, timeout_seconds: float) -> bool:
        """Wait until an agent's finished turns (None: everybody's) are on disk; never on the MLX thread.

        False where that could not be: at once when they were tried and failed.
        """
        return self._writer.flush(owner, timeout_seconds)

    @property
    def is_behind(self) -> bool:
        """Whether something is still to be saved, or waits to be tried again."""
        with self._state.changed:
            return bool(self._state.dirty)

    def stats(self) -> CacheStats:
        with self._state.changed:
            return stats_of(self._state)

    def integrity(self) -> Count:
        """Does every block and byte add up, in memory and on disk, and are the budgets held?"""
        return check(self._state, self._disk)

    def close(self, timeout_seconds: float) -> list[str]:
        """Save everything and end the writer; returns the names of the agents that could not be saved."""
        if self._writer.close(timeout_seconds):
            self._reader.close()
            self._disk.close()
        with self._state.changed:
            return [agent.owner.agent for agent in self._state.unsaved(None)]

    def _digests(self, owner: Owner, ids: npt.NDArray[np.uint32], reused: Match | None) -> Digests:
        """Those of the prompt come with the lookup; only the answer's are new."""
        key = chain_key(self._state.secret, owner.tenant)
        if reused is None or not len(reused.ids) or not np.array_equal(reused.ids, ids[: len(reused.ids)]):
            return chain(key, ids)
        rest = chain(key, ids[len(reused.ids) :], int(reused.digests[-1]))
        return np.concatenate([reused.digests, rest])

    def _longest(self, owner: Owner, digests: Digests) -> tuple[Agent | None, list[Place]]:
        """Whose blocks reach furthest into a sequence, and the way there. With the lock held.

        What of it is in memory somewhere is in this agent's memory then, too.
        """
        prefixes = self._state.prefixes
        holder = self._state.agents.get(owner)
        if self._by_snapshot:
            block = snapshots.furthest(holder, digests) if holder else None
        else:
            block = holder.deepest(digests) if holder else None
            if other := prefixes.longest(owner.tenant, digests, reach(block, digests)):
                holder, block = other
        if holder is None or block is None:
            return None, []
        path = Place(block, min(block.tokens, 1)).path()
        for at in path:
            contents = prefixes.contents(owner.tenant, at.block.tail, at.block.tokens)
            if contents is not None:
                holder.load(at.block, contents)
                self._state.note_hot(holder)
        return holder, path

    def _held(self, owner: Owner, digests: Digests, spans: list[Span]) -> dict[Span, Contents]:
        """Those of the spans that an agent of the tenant has in memory. With the lock held."""
        prefixes = self._state.prefixes
        found = {
            (start, stop): prefixes.contents(owner.tenant, int(digests[stop - 1]), stop - start)
            for start, stop in spans
        }
        return {span: contents for span, contents in found.items() if contents is not None}

    def _match(
        self,
        owner: Owner,
        holder: Agent | None,
        path: list[Place],
        read: dict[Block, Contents],
        ids: npt.NDArray[np.uint32],
        digests: Digests,
    ) -> Match:
        """With the lock held, and every block of the path in memory or just `read`."""
        tick, agent = self._state.ticks, self._state.agents.get(owner)
        if holder is None:
            return Match(0, "none", ids, digests, tick)
        contents = [at.block.contents or read[at.block] for at in path]
        last = path[-1].block
        snapshot = None
        if last.is_snapshot:
            snapshots.note_use(holder, last)
            snapshot, end = contents.pop(), path[-2]
        else:
            end = Place(last, common_prefix(contents[-1].digests, digests[last.start : -1]))
        source: CacheSource = "disk" if any(at.block in read for at in path) else "hot"
        used = [*(at.used for at in path[: len(contents) - 1]), end.used]
        self._state.note_hot(holder)
        if agent is not None:
            self._state.use(agent)
        self._state.hold_budgets()
        parts = tuple(zip(contents, used, strict=True))
        own_end = end if holder is agent else None
        deepest = agent.deepest(digests) if agent else None
        held = extent(deepest, digests, deepest.contents or read.get(deepest)) if deepest else 0
        return Match(end.position, source, ids, digests, tick, own_end, parts, snapshot, held)

    def _attach(
        self,
        owner: Owner,
        anchor: Place | None,
        new: list[Contents],
        taken: dict[int, Contents],
        began: Match | None,
    ) -> bool:
        """Add blocks after `anchor`, and the snapshots; False when either has gone while they were cut."""
        state = self._state
        with state.changed:
            if state.was_deleted(owner, began) or (anchor is not None and not anchor.block.alive):
                return False
            agent = state.agents.get(owner) or state.new_agent(owner)
            tip = anchor
            for contents in new:
                tip = agent.grow(tip, contents)
            if tip is not None:
                snapshots.stand(agent, tip, taken)
                agent.touch(tip, state.now())
            state.use(agent)
            state.save_soon(agent)
            state.hold_budgets()
        return True
