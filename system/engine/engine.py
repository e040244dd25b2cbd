"""The engine put together: a loaded model, the agents' caches, and the threads around the MLX thread."""

import logging
import os
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from system.engine.batch import Batch
from system.engine.cache import CacheStore, Count
from system.engine.channel import Channel
from system.engine.idle import Idle
from system.engine.intake import Intake
from system.engine.keeping import Keeping
from system.engine.loop import Hangup, Loop
from system.engine.messages import (
    AgentCache,
    AgentInfo,
    AgentList,
    CacheInfo,
    Cancel,
    CheckIntegrity,
    Command,
    CountTokens,
    DeleteAgent,
    Failed,
    FlushAgent,
    Generate,
    Goodbye,
    Integrity,
    ListAgents,
    Load,
    Message,
    Owner,
    Ping,
    PlaceCache,
    Pong,
    Shutdown,
)
from system.engine.model import Model
from system.engine.progress import Progress
from system.errors import AssayError, RequestError, UnavailableError

AgentCommand = ListAgents | DeleteAgent | FlushAgent | PlaceCache | CheckIntegrity

FLUSH_SECONDS = 30.0
CLOSE_SECONDS = 10.0
LEAVE_SECONDS = 60.0
MOST_PROBLEMS = 20

log = logging.getLogger(__name__)


class Engine:
    """The caller's thread owns MLX; others read commands, prepare requests, and run errands on the store."""

    def __init__(self, command: Load, model: Model, channel: Channel) -> None:
        self._command = command
        self._model = model
        self._channel = channel
        self._store = _open_store(command, model)
        keeping = Keeping()
        batch = Batch(model, keeping, command.max_rows, command.prefill_chunk_tokens)
        idle = Idle(command.idle_check_seconds, lambda: self._start(CheckIntegrity("")))
        self._loop = Loop(batch, self._store, keeping, channel, idle)
        self._intake = Intake(model, self._store, keeping, command.max_rows)
        self._requests: queue.SimpleQueue[Generate | CountTokens] = queue.SimpleQueue()
        self._preparing = Progress()
        self._errands = ThreadPoolExecutor(1, "errands")

    def run(self) -> None:
        """Serve until the server says Shutdown or goes; then save every cache and say so."""
        for work in (self._read, self._prepare):
            threading.Thread(target=work, name=work.__name__.strip("_"), daemon=True).start()
        try:
            self._loop.run()
        finally:
            self._errands.shutdown()
            unsaved = self._store.close(CLOSE_SECONDS)
        self._report(Goodbye(unsaved))
        log.info("engine leaves", extra={"unsaved_agents": len(unsaved)})

    def _read(self) -> None:
        """The reader thread: every command to whoever sees to it.

        Once the server is gone nobody else could end an engine whose MLX thread hangs: this thread does.
        """
        try:
            while (command := self._channel.receive()) is not None:
                self._dispatch(command)
        except (msgspec.ValidationError, ValueError, OSError):
            log.exception("the server sent what is not a command")
        self._loop.inbox.put(Hangup())
        time.sleep(LEAVE_SECONDS)
        log.error("engine did not leave in time after the server had gone")
        os._exit(1)

    def _dispatch(self, command: Command) -> None:
        if isinstance(command, Generate):
            self._loop.alive.add(command.request_id)
            self._requests.put(command)
        elif isinstance(command, CountTokens):
            self._requests.put(command)
        elif isinstance(command, Cancel):
            self._loop.abandoned.note(command.request_id)
            self._loop.alive.discard(command.request_id)
            self._loop.inbox.put(command)
        elif isinstance(command, Shutdown):
            self._loop.inbox.put(command)
        elif isinstance(command, Ping):
            if self._preparing.is_made():
                self._loop.inbox.put(lambda: self._report(Pong()))
        elif not isinstance(command, Load):
            self._loop.inbox.put(lambda: self._start(command))

    def _prepare(self) -> None:
        """The preparing thread: requests in the order they came."""
        while True:
            command = self._requests.get()
            self._preparing.begin()
            request_id = command.request_id if isinstance(command, Generate) else command.call_id
            try:
                if isinstance(command, CountTokens):
                    self._report(self._intake.count(command))
                elif request_id in self._loop.alive:
                    self._admit(command)
            except RequestError as error:
                self._fail(Failed(request_id, error.status, error.code, error.message, error.param))
            except Exception:
                log.exception("a request could not be prepared", extra={"request_id": request_id})
                self._fail(Failed(request_id, 500, "internal_error", "this request could not be prepared"))
            self._preparing.end()

    def _admit(self, command: Generate) -> None:
        # What has just arrived waits too, until the next step finds it room: places in the batch count.
        if len(self._loop.waiting) >= self._command.max_waiting + self._command.max_rows:
            raise RequestError("too many requests are waiting", code="queue_full", status=429)
        self._loop.inbox.put(self._intake.prepare(command))

    def _fail(self, failed: Failed) -> None:
        self._loop.alive.discard(failed.request_id)
        self._report(failed)

    def _errand(self, command: AgentCommand) -> Message:
        """The answer to a question about agents; may wait for the disk."""
        if isinstance(command, ListAgents):
            return AgentList(command.call_id, self._store.shelf.agents(command.tenant, command.agent))
        if isinstance(command, DeleteAgent):
            return AgentList(command.call_id, self._forgotten(command.owner))
        if isinstance(command, FlushAgent):
            self._flush(command)
            owner = command.owner
            return AgentList(command.call_id, self._store.shelf.agents(owner.tenant, owner.agent))
        if isinstance(command, PlaceCache):
            return AgentCache(command.call_id, self._placed(command))
        count = self._checked()
        return Integrity(command.call_id, count.problems, self._loop.stats(), count.memory, count.disk)

    def _forgotten(self, owner: Owner) -> list[AgentInfo]:
        """What was kept of an agent, now deleted; all zeros where only other models had kept something."""
        here, elsewhere = self._store.forget(owner), self._store.forget_elsewhere(owner)
        nothing = AgentInfo(owner.agent, self._model.info.id, 0, 0, 0, 0, 0, "none", 0, 0.0)
        return [here or nothing] if here or elsewhere else []

    def _checked(self) -> Count:
        """What does not add up; the loop tells how much that is, and the log what."""
        count = self._store.integrity()
        self._loop.integrity_problems = len(count.problems)
        self._loop.inbox.put(lambda: None)
        if count.problems:
            log.error("caches do not add up", extra={"problems": count.problems[:MOST_PROBLEMS]})
        return count

    def _placed(self, command: PlaceCache) -> CacheInfo | None:
        shelf = self._store.shelf
        if command.to == "memory":
            return shelf.warm(command.owner)
        if command.to == "disk":
            self._flush(command)
            return shelf.evict(command.owner)
        if command.to in ("pinned", "unpinned"):
            return shelf.pin(command.owner, command.to == "pinned")
        return shelf.show(command.owner)

    def _flush(self, command: FlushAgent | PlaceCache) -> None:
        """Raises UnavailableError where the agent's turns are not on disk."""
        if not self._store.flush(command.owner, FLUSH_SECONDS):
            reason = self._store.stats().save_error or f"not within {FLUSH_SECONDS:g} s"
            raise UnavailableError(f"what is kept of the agent can't be saved: {reason}")

    def _start(self, command: AgentCommand) -> None:
        """Called by the loop, so that an errand finds every turn that had ended when it was asked for."""
        self._errands.submit(self._run_errand, command)

    def _run_errand(self, command: AgentCommand) -> None:
        try:
            self._report(self._errand(command))
        except AssayError as error:
            self._report(Failed(command.call_id, error.status, error.code, error.message))
        except Exception:
            log.exception("an errand failed", extra={"errand": type(command).__name__})
            self._report(Failed(command.call_id, 500, "internal_error", "the engine could not do this"))

    def _report(self, message: Message) -> None:
        try:
            self._channel.send(message)
        except OSError:
            log.warning("the server is gone; a report was not sent", extra={"report": type(message).__name__})


def _open_store(command: Load, model: Model) -> CacheStore:
    return CacheStore(
        home=Path(command.home),
        fingerprint=model.info.fingerprint,
        model_id=command.model_id,
        hot_bytes=command.hot_cache_bytes,
        disk_bytes=command.disk_cache_bytes,
        max_agents=command.max_agents,
        by_snapshot=model.info.snapshots,
    )
