"""The MLX thread's story: take commands, admit, step, send, keep."""

import contextlib
import logging
import queue
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from system.engine.batch import Batch
from system.engine.cache import CacheStore
from system.engine.channel import Channel
from system.engine.idle import Idle
from system.engine.intake import Prepared
from system.engine.keeping import Keeping
from system.engine.messages import Cancel, Delta, EngineStats, Event, Failed, Shutdown, Steps

SETTLE_SECONDS = 0.25
CRASHES = 3
TOGETHER_SECONDS = 0.02
"""Steps quicker than this share a report: nobody reads as fast, and each report wakes the server and every
client, which on few cores takes a small model's own time. Slower steps are sent one by one."""
GATHER_SECONDS = 0.01
"""How long the first of several requests waits, at most, for those that are being prepared behind it: prompts
that are prefilled side by side take less time than one after the other."""

log = logging.getLogger(__name__)

Errand = Callable[[], None]
"""Work on the store that must come after what the loop has already kept; it is only started here."""


class Hangup:
    """The server has closed the socket, or died: nobody waits for an answer any more."""


class Loop:
    """Runs the batch on the MLX thread; `inbox` is how the other threads reach it.

    `alive` holds the requests that have not joined and whose callers are still there.
    """

    def __init__(
        self, batch: Batch, store: CacheStore, keeping: Keeping, channel: Channel, idle: Idle
    ) -> None:
        self.inbox: queue.SimpleQueue[Prepared | Cancel | Shutdown | Hangup | Errand] = queue.SimpleQueue()
        self.alive: set[str] = set()
        self.abandoned = batch.abandoned
        self.waiting: deque[Prepared] = deque()
        self.integrity_problems = 0
        self._batch = batch
        self._store = store
        self._keeping = keeping
        self._channel = channel
        self._idle = idle
        self._events: list[Event] = []
        self._deadline: float | None = None
        self._crashes = 0
        self._sent = EngineStats()
        self._sent_at = 0.0
        self._begun: set[str] = set()

    def run(self) -> None:
        """Until the server is gone, or its Shutdown is done."""
        while not self._is_over():
            self.step()
        for request_id in list(self._batch.running):
            self._batch.fail(request_id, 503, "shutting_down", "the server is shutting down")
        self._send()
        self._keep()

    def step(self) -> None:
        """One turn. What comes after `_generate` overlaps the next step, which MLX is already computing."""
        self._take_commands()
        self._admit()
        self._generate()
        self._send()
        self._keep()

    def _is_over(self) -> bool:
        if self._deadline is None:
            return False
        return not self._batch.running or time.monotonic() >= self._deadline

    def _take_commands(self) -> None:
        """Everything that has arrived; blocks while there is nothing else to do."""
        idle = not self._batch.running and not self.waiting
        try:
            item = self.inbox.get(timeout=self._idle_seconds()) if idle else self.inbox.get_nowait()
            while True:
                self._take(item)
                item = self.inbox.get_nowait()
        except queue.Empty:
            if idle:
                self._idle.look()
        if idle:
            self._gather()

    def _gather(self) -> None:
        """Before an empty batch begins: requests that come together start together."""
        until = time.monotonic() + GATHER_SECONDS
        with contextlib.suppress(queue.Empty):
            while self.waiting and len(self.alive) > len(self.waiting):
                self._take(self.inbox.get(timeout=max(0.0, until - time.monotonic())))

    def _idle_seconds(self) -> float | None:
        """How long to wait for work: not for ever where saves behind the answer still change the counters."""
        changing = self._store.is_behind or self.stats() != self._sent
        return SETTLE_SECONDS if changing else self._idle.seconds_left()

    def _take(self, item: Prepared | Cancel | Shutdown | Hangup | Errand) -> None:
        if isinstance(item, Prepared):
            self._idle.note_work()
            self.waiting.append(item)
        elif isinstance(item, Cancel):
            self._drop(item.request_id)
        elif isinstance(item, Shutdown):
            self._stop(item.grace_seconds)
        elif isinstance(item, Hangup):
            for request_id in list(self._batch.running):
                self._batch.drop(request_id)
            self._stop(0.0)
        else:
            item()

    def _drop(self, request_id: str) -> None:
        """A caller has gone: the request leaves the batch, or the queue, at once."""
        was_running = request_id in self._batch.running
        self._batch.drop(request_id)
        is_running = request_id in self._batch.running
        self.abandoned.taken(request_id, was_running=was_running, is_running=is_running)
        self.waiting = deque(p for p in self.waiting if p.command.request_id != request_id)

    def _stop(self, grace_seconds: float) -> None:
        """No one joins any more. A second order to stop leaves no time."""
        now = time.monotonic()
        self._deadline = now if self._deadline is not None else now + grace_seconds

    def _admit(self) -> None:
        """First come, first served: whoever is next joins as soon as all of its rows are free.

        Who begins like one that is being prefilled lets others pass, until that has computed the beginning.
        """
        behind: list[Prepared] = []
        while self.waiting and (self._deadline is not None or self._batch.has_room(self.waiting[0])):
            prepared = self.waiting.popleft()
            if self._deadline is None and not self._has_beginning(prepared):
                behind.append(prepared)
                continue
            request_id = prepared.command.request_id
            if request_id not in self.alive:
                continue  # its caller went while it was being prepared
            self.alive.discard(request_id)
            if self._deadline is not None:
                self._events.append(Failed(request_id, 503, "shutting_down", "the server is shutting down"))
            else:
                self._join(prepared)
        self.waiting.extendleft(reversed(behind))

    def _has_beginning(self, prepared: Prepared) -> bool:
        """Take over what another request of the tenant has computed; False while it still computes it."""
        owner, match = prepared.command.owner, prepared.match
        if owner is None or match is None:
            return True
        try:
            if ahead := self._batch.ahead_of(prepared):
                request, tokens = ahead
                if request.done < tokens:
                    return False
                prepared.match = self._store.share(owner, match, self._batch.layers(request), tokens)
            elif self._store.has_more(owner, match):
                found = self._store.lookup(owner, prepared.tokens)
                prepared.match = replace(found, tick=match.tick)  # it began when it was first looked up
        except Exception:
            log.exception(
                "a beginning could not be shared", extra={"request_id": prepared.command.request_id}
            )
        return True

    def _join(self, prepared: Prepared) -> None:
        request_id = prepared.command.request_id
        try:
            self._batch.add(prepared)
        except Exception:
            log.exception("request failed", extra={"request_id": request_id})
            self._batch.fail(request_id, 500, "internal_error", "this request failed before its answer began")

    def _generate(self) -> None:
        """One step of the batch. A generator that fails is replaced; one that fails over and over ends us."""
        if not self._batch.running:
            return
        try:
            self._batch.step()
            self._crashes = 0
        except Exception:
            self._crashes += 1
            log.exception("the generator failed", extra={"requests": list(self._batch.running)})
            if self._crashes >= CRASHES:
                raise
            self._batch.restart()

    def _send(self) -> None:
        """The events since the last report in one; counters alone when only they have changed."""
        self._events += self._batch.events
        self._batch.events = []
        now = time.monotonic()
        if now < self._sent_at + TOGETHER_SECONDS and self._can_wait():
            return
        stats = self.stats()
        events, self._events = self._events, []
        if not events and stats == self._sent:
            return
        self._sent, self._sent_at = stats, now
        self._begun &= self._batch.running.keys()
        self._begun |= {each.request_id for each in events if type(each) is Delta}
        try:
            self._channel.send(Steps(events, stats))
        except OSError:
            self.inbox.put(Hangup())

    def _can_wait(self) -> bool:
        """Whether the next step may take these events along: more of answers that have begun, and no end."""
        return bool(self._batch.running) and all(
            type(each) is Delta and each.request_id in self._begun for each in self._events
        )

    def _keep(self) -> None:
        """Hand the caches of the rows that left to their agents."""
        finished, self._batch.kept = self._batch.kept, []
        for kept in finished:
            try:
                self._store.keep(kept.owner, kept.tokens, kept.layers, kept.match, kept.snapshots)
            except Exception:
                log.exception("a finished cache could not be kept", extra={"tokens": len(kept.tokens)})
            finally:
                self._keeping.clear(kept.owner)

    def stats(self) -> EngineStats:
        batch = self._batch
        cache = self._store.stats()
        return EngineStats(
            rows=len(batch.rows),
            waiting=len(self.waiting),
            decode_steps=batch.steps,
            generated_tokens=batch.generated_tokens,
            prefilled_tokens=batch.prefilled_tokens,
            abandoned_requests=batch.abandoned.requests,
            abandoned_steps=batch.abandoned.steps,
            abandoned_prompt_tokens=batch.abandoned.prompt_tokens,
            hot_bytes=cache.hot_bytes,
            disk_bytes=cache.disk_bytes,
            agents=cache.agents,
            saves=cache.saves,
            saved_bytes=cache.saved_bytes,
            save_failures=cache.save_failures,
            evictions=cache.evictions,
            quarantined=cache.quarantined,
            unsaved_agents=cache.unsaved_agents,
            save_error=cache.save_error,
            integrity_problems=self.integrity_problems,
        )
