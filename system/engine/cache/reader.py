"""Brings blocks back from disk, and takes out of use what does not verify.

Most of a read is its checksum, and neither holds the interpreter: several blocks are read beside one another.
"""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from system.engine.cache.agent import Agent
from system.engine.cache.block import Block, Contents
from system.engine.cache.damage import DamageError
from system.engine.cache.disk import Disk
from system.engine.cache.quarantine import Quarantine
from system.engine.cache.state import State

MOST_READERS = 4

log = logging.getLogger(__name__)


class Reader:
    """Used on the thread that looks up; it waits for no save but where it finds damage.

    Its own threads end with it.
    """

    def __init__(self, state: State, disk: Disk, quarantine: Quarantine) -> None:
        self._state = state
        self._disk = disk
        self._quarantine = quarantine
        self._closed = False
        self._threads = ThreadPoolExecutor(min(MOST_READERS, os.cpu_count() or 1), "cache-reader")

    def read(self, agent: Agent, blocks: list[Block]) -> dict[Block, Contents] | None:
        """The blocks, in memory now; those before the first that does not verify.

        None where one can't be read at the moment: it stays where it is.
        """
        read: dict[Block, Contents] = {}
        verified = self._threads.map(self._disk.read, repeat(agent), blocks)
        for block in blocks:
            try:
                read[block] = next(verified)
            except DamageError as damage:
                self._give_up(agent, block, damage)
                break
            except OSError as error:
                log.warning("cache_not_read", extra={"reason": error.strerror})
                return None
        with self._state.changed:
            for block, contents in read.items():
                agent.load(block, contents)
            self._state.note_read(agent)
        return read

    def close(self) -> None:
        """From now on nothing is set aside: what can't be read may only be closed already."""
        with self._state.changed:
            self._closed = True

    def _give_up(self, agent: Agent, block: Block, damage: DamageError) -> None:
        """Set aside a damaged block, or a damaged folder; what stands on a block goes with it."""
        disk, state = self._disk, self._state
        with disk.io:
            with state.changed:
                if not block.alive:  # deleted or evicted meanwhile: nothing is wrong with it
                    return
                if self._closed:
                    state.detach(agent)
                    return
                state.counts.quarantined[damage.reason] += 1
                if damage.folder:
                    state.detach(agent)
                else:
                    agent.disown(block)
                    state.save_soon(agent)
                if not agent.blocks and agent.alive:
                    state.discard(agent)
            folder = disk.path_of(agent)
            self._quarantine.take(folder if damage.folder else folder / block.filename, damage, agent.folder)
