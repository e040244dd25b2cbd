"""The thread that brings the disk up to date behind the answers.

It takes one agent at a time: new blocks, then the manifest that names them, then the folder itself is synced,
and what the manifest no longer names is removed. What can't be saved stays queued and is tried again, later
each time, while everybody else's saves go on.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import Thread

from system.engine.cache import manifest
from system.engine.cache.agent import Agent
from system.engine.cache.block import Block, Contents, File, block_filename
from system.engine.cache.disk import Disk
from system.engine.cache.folder import Folder
from system.engine.cache.state import Failure, State
from system.engine.messages import Owner

logger = logging.getLogger(__name__)

FIRST_RETRY_SECONDS = 0.5
LAST_RETRY_SECONDS = 15.0


@dataclass(slots=True)
class Draft:
    """What one save has to write, and what came of it.

    Each block comes with its contents, and with the equal one of another agent's that is on disk, if any.
    """

    blocks: list[tuple[Block, Contents, tuple[Agent, Block] | None]]
    garbage: list[int]
    changes: int
    files: dict[Block, File] = field(default_factory=dict)
    written_bytes: int = 0
    manifest_bytes: int = 0


class Writer:
    """Owns the thread; `close` ends it."""

    def __init__(self, state: State, disk: Disk) -> None:
        self._state = state
        self._disk = disk
        self._closing = False
        self._delays: dict[Agent, float] = {}
        self._thread = Thread(target=self._run, name="cache-writer", daemon=True)
        self._thread.start()

    def close(self, timeout_seconds: float) -> bool:
        """Try everything that is still queued once, and end; False when there was no time for that."""
        with self._state.changed:
            self._closing = True
            self._state.changed.notify_all()
        self._thread.join(timeout_seconds)
        return not self._thread.is_alive()

    def flush(self, owner: Owner | None, timeout_seconds: float) -> bool:
        """Save an agent (None: all) now, and wait for it; False where that could not be."""
        state = self._state
        with state.changed:
            before = dict(state.failing)
            for agent in state.unsaved(owner):
                state.dirty[agent] = 0.0
            state.changed.notify_all()
            state.changed.wait_for(
                lambda: all(
                    state.failing.get(agent) is not before.get(agent) for agent in state.unsaved(owner)
                ),
                timeout_seconds,
            )
            return not state.unsaved(owner)

    def _run(self) -> None:
        while (job := self._next()) is not None:
            job()

    def _next(self) -> Callable[[], None] | None:
        """An agent's folder is to be removed, or brought up to date; None when the writer is to end.

        Removals come first: an agent that is back under the same name must find its folder gone.
        """
        state = self._state
        with state.changed:
            while True:
                gone = {agent.folder for agent in state.doomed}
                removals = ((due, partial(self._delete, agent)) for agent, due in state.doomed.items())
                saves = (
                    (due, partial(self._save_or_retry, agent))
                    for agent, due in state.dirty.items()
                    if agent.folder not in gone
                )
                jobs, now = [*removals, *saves], time.monotonic()
                for due, job in jobs:
                    if self._closing or due <= now:
                        return job
                if self._closing:
                    return None
                state.changed.wait(min(due for due, _ in jobs) - now if jobs else None)

    def _save_or_retry(self, agent: Agent) -> None:
        try:
            self._save(agent)
        except Exception as error:  # whatever it is, it is this agent's trouble and not the others'
            self._postpone(agent, error)

    def _save(self, agent: Agent) -> None:
        """Raises OSError; what was on disk before still is then."""
        with self._disk.io:
            if not agent.alive:
                return
            with self._disk.make(agent) as folder:
                if not folder.has(manifest.FILENAME):
                    self._begin(agent, folder)
                draft = self._draft(agent)
                self._write(agent, draft, folder)
                for block_id in draft.garbage:
                    folder.remove(block_filename(block_id))
            self._note_saved(agent, draft)

    def _begin(self, agent: Agent, folder: Folder) -> None:
        """The first manifest names no block: blocks without a manifest are then never what a crash left.

        Where there was one before, someone has emptied the folder: what memory still has is saved again.
        """
        with self._state.changed:
            if agent.manifest_bytes:
                logger.error("cache files disappeared", extra={"agent_digest": agent.folder})
                agent.forget_files()
            empty = manifest.describe(agent, self._disk.model_id, self._disk.fingerprint, {})
        folder.write(manifest.FILENAME, [manifest.encode(empty, self._disk.secret)])

    def _draft(self, agent: Agent) -> Draft:
        with self._state.changed:
            prefixes = self._state.prefixes
            blocks = [
                (block, block.contents, prefixes.saved(agent, block))
                for block in agent.unsaved()
                if block.contents is not None
            ]
            return Draft(blocks, list(agent.garbage), agent.changes)

    def _write(self, agent: Agent, draft: Draft, folder: Folder) -> None:
        disk, files = self._disk, draft.files
        try:
            for block, contents, equal in draft.blocks:
                file = disk.link_block(folder, block, *equal) if equal else None
                if file is None:
                    file = disk.write_block(folder, agent, block, contents)
                    draft.written_bytes += file.nbytes
                files[block] = file
            with self._state.changed:
                described = manifest.describe(agent, disk.model_id, disk.fingerprint, files)
            data = manifest.encode(described, disk.secret)
            draft.manifest_bytes = len(data)
            draft.written_bytes += len(data)
            folder.write(manifest.FILENAME, [data])
        except OSError:
            with suppress(OSError):
                for block in files:
                    folder.remove(block.filename)
            raise
        folder.sync()

    def _note_saved(self, agent: Agent, draft: Draft) -> None:
        state = self._state
        with state.changed:
            state.counts.saves += 1
            state.counts.saved_bytes += draft.written_bytes
            if agent.alive:
                agent.note_saved(draft.files, draft.garbage, draft.manifest_bytes, draft.changes)
                self._requeue(agent)
                state.hold_budgets()
            state.changed.notify_all()

    def _requeue(self, agent: Agent) -> None:
        """More may have come while it was saved; then it waits for its next turn.

        Where saving had failed it goes on: those who wait out a delay are tried now.
        """
        self._delays.pop(agent, None)
        self._state.dirty.pop(agent, None)
        if self._state.failing.pop(agent, None) is not None:
            logger.warning("caches are saved again", extra={"agent_digest": agent.folder})
            self._state.dirty.update(dict.fromkeys(self._state.failing, 0.0))
        self._state.save_soon(agent)

    def _postpone(self, agent: Agent, error: Exception) -> None:
        delay = self._next_delay(agent)
        with self._state.changed:
            self._state.counts.save_failures += 1
            self._state.dirty.pop(agent, None)
            self._delays.pop(agent, None)
            if agent.alive and not self._closing:
                self._delays[agent] = delay
                self._state.failing[agent] = Failure(_reason(error))
                self._state.dirty[agent] = time.monotonic() + delay
            self._state.changed.notify_all()
        logger.error(
            "cache not saved",
            extra={"agent_digest": agent.folder, "error": str(error), "retry_seconds": delay},
        )

    def _delete(self, agent: Agent) -> None:
        """What can't be removed is tried again, later each time; at the end once."""
        delay = None
        with self._disk.io:
            try:
                self._disk.delete(agent, durably=False)
            except OSError as error:
                logger.exception(
                    "cache not removed", extra={"agent_digest": agent.folder, "error": str(error.strerror)}
                )
                delay = self._next_delay(agent)
            with self._state.changed:
                if delay is None or self._closing:
                    self._delays.pop(agent, None)
                    self._state.doomed.pop(agent, None)
                else:
                    self._delays[agent] = delay
                    self._state.doomed[agent] = time.monotonic() + delay
                self._state.changed.notify_all()

    def _next_delay(self, agent: Agent) -> float:
        return min(2 * self._delays.get(agent, FIRST_RETRY_SECONDS / 2), LAST_RETRY_SECONDS)


def _reason(error: Exception) -> str:
    """
    >>> _reason(OSError(28, "No space left on device", "0000001a.kv.tmp"))
    'No space left on device'
    """
    return error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
