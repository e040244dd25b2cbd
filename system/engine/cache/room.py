"""How much room the budgets for memory and disk leave, counted block by block, and whether they hold."""

from collections import Counter
from collections.abc import Iterable, Iterator

from system.engine.cache.block import Contents, File
from system.engine.cache.state import State
from system.engine.messages import Room


def memory(state: State) -> Room:
    """What agents' blocks have in memory."""
    return _room(
        state.limits.hot_bytes,
        [
            {block.contents for block in agent.blocks.values() if block.contents}
            for agent in state.agents.values()
        ],
    )


def disk(state: State) -> Room:
    """What agents' blocks and manifests take on disk, and files that are yet to be removed."""
    agents = state.agents.values()
    files = [{block.file for block in agent.blocks.values() if block.file} for agent in agents]
    garbage = [set(agent.garbage.values()) for agent in agents]
    holdings = [one | other for one, other in zip(files, garbage, strict=True)]
    return _room(state.limits.disk_bytes, holdings, sum(agent.manifest_bytes for agent in agents))


def overdrawn(state: State) -> Iterator[str]:
    """A sentence for each budget that is not held, with the state's lock held.

    Memory that is not saved yet may go over, up to a limit of its own: else a slow disk would lose turns.
    """
    limits, ledger = state.limits, state.ledger
    if ledger.hot_bytes > max(limits.hot_bytes, ledger.unsaved_bytes):
        yield f"{ledger.hot_bytes} bytes in memory, where {limits.hot_bytes} are allowed"
    unsaved_bytes = limits.unsaved_bytes if limits.disk_bytes else limits.hot_bytes
    if ledger.unsaved_bytes > unsaved_bytes:
        yield f"{ledger.unsaved_bytes} bytes wait to be saved, where {unsaved_bytes} are allowed"
    if 0 < limits.disk_bytes < ledger.disk_bytes:
        yield f"{ledger.disk_bytes} bytes on disk, where {limits.disk_bytes} are allowed"


def _room(budget_bytes: int, holdings: Iterable[set[Contents] | set[File]], own_bytes: int = 0) -> Room:
    """
    >>> one, other = File(5, b"", "ada"), File(7, b"", "ben")
    >>> _room(20, [{one, other}, {other}], own_bytes=2)
    Room(budget_bytes=20, used_bytes=7, shared_bytes=7, free_bytes=6)
    """
    holders = Counter[Contents | File](each for held in holdings for each in held)
    used = own_bytes + sum(each.nbytes for each, count in holders.items() if count == 1)
    shared = sum(each.nbytes for each, count in holders.items() if count > 1)
    return Room(budget_bytes, used, shared, max(0, budget_bytes - used - shared))
