"""Does everything add up? Sums against what they sum, trees against themselves, the disk against both.

A check takes both locks, so that what it sees is one moment; a running save is waited for.
"""

from collections.abc import Iterator
from typing import NamedTuple

from system.engine.cache import manifest, room
from system.engine.cache.agent import Agent
from system.engine.cache.block import Block, block_filename
from system.engine.cache.damage import DamageError
from system.engine.cache.disk import Disk
from system.engine.cache.elsewhere import check_elsewhere
from system.engine.cache.state import State
from system.engine.messages import Room


class Count(NamedTuple):
    """One sentence for each thing that is wrong, and what is free, used and shared of each budget."""

    problems: list[str]
    memory: Room
    disk: Room


def check(state: State, disk: Disk) -> Count:
    """Count everything there is, in memory and in the home."""
    with disk.io, state.changed:
        problems = [*_totals(state), *room.overdrawn(state), *_queue(state)]
        for agent in state.agents.values():
            problems.extend(f"agent {agent.folder}: {problem}" for problem in _agent(agent))
            problems.extend(f"agent {agent.folder}: {problem}" for problem in _files(agent, disk))
            problems.extend(f"agent {agent.folder}: {problem}" for problem in _manifest(agent, disk))
        problems.extend(_strangers(state, disk))
        count = Count(problems, room.memory(state), room.disk(state))
    problems.extend(check_elsewhere(disk.path, disk.secret))
    return count


def _totals(state: State) -> Iterator[str]:
    """What agents hold together counts once."""
    blocks = [block for agent in state.agents.values() for block in agent.blocks.values()]
    hot = {block.contents for block in blocks if block.contents}
    unsaved = {block.contents for block in blocks if block.contents and not block.saved}
    files = {block.file for block in blocks if block.file}
    files |= {file for agent in state.agents.values() for file in agent.garbage.values()}
    found = {
        "hot_bytes": sum(contents.nbytes for contents in hot),
        "unsaved_bytes": sum(contents.nbytes for contents in unsaved),
        "disk_bytes": sum(file.nbytes for file in files)
        + sum(agent.manifest_bytes for agent in state.agents.values()),
    }
    for name, nbytes in found.items():
        if (total := getattr(state.ledger, name)) != nbytes:
            yield f"{name} is {total}, what its agents hold adds up to {nbytes}"
    if len(state.agents) > state.limits.max_agents:
        yield f"{len(state.agents)} agents, where {state.limits.max_agents} are allowed"


def _queue(state: State) -> Iterator[str]:
    for agent in state.dirty:
        if state.agents.get(agent.owner) is not agent:
            yield f"agent {agent.folder} is queued for saving, but gone"
    for agent in state.agents.values():
        if state.limits.disk_bytes and agent.dirty and agent not in state.dirty:
            yield f"agent {agent.folder} has something to save, but is not queued"
        if agent.ledger.hot_bytes and agent.owner not in state.hot:
            yield f"agent {agent.folder} is in memory, but no budget would find it"


def _agent(agent: Agent) -> Iterator[str]:
    blocks = agent.blocks.values()
    hot = sum(block.contents.nbytes for block in blocks if block.contents)
    unsaved = sum(block.contents.nbytes for block in blocks if block.contents and not block.saved)
    noted = agent.ledger.hot_bytes, agent.ledger.unsaved_bytes
    if (hot, unsaved) != noted:
        yield f"{hot} bytes in memory ({unsaved} unsaved), the ledger says {noted[0]} ({noted[1]})"
    for block in blocks:
        yield from _block(agent, block)
    for conversation in agent.conversations:
        if any(agent.blocks.get(place.block.id) is not place.block for place in conversation.tip.path()):
            yield "a conversation stands on a block that is gone"


def _block(agent: Agent, block: Block) -> Iterator[str]:
    parent = block.parent
    siblings = parent.children if parent else agent.roots
    if parent is not None and agent.blocks.get(parent.id) is not parent:
        yield f"block {block.id} stands on block {parent.id}, which is gone"
    if not block.alive or block not in siblings:
        yield f"block {block.id} is not where its parent looks for it"
    if parent is not None and (
        not 0 < block.used <= parent.tokens or block.start != parent.start + block.used
    ):
        yield f"block {block.id} starts at {block.start}, which its parent does not reach"
    if not block.saved and block.contents is None:
        yield f"block {block.id} is neither in memory nor on disk"


def _files(agent: Agent, disk: Disk) -> Iterator[str]:
    expected = {block.filename: block.file.nbytes for block in agent.blocks.values() if block.file}
    if agent.manifest_bytes:
        expected[manifest.FILENAME] = agent.manifest_bytes
    try:
        found = disk.files(agent)
    except OSError as error:
        yield f"its folder can't be read: {error.strerror}"
        return
    known = found.keys() - agent.garbage_filenames()
    for name in sorted(expected.keys() | known):
        if expected.get(name) != found.get(name):
            yield f"{name} has {found.get(name)} bytes on disk, {expected.get(name)} are expected"
    files = {block.file for block in agent.blocks.values() if block.file} | set(agent.garbage.values())
    total = sum(file.nbytes for file in files) + agent.manifest_bytes
    if total != agent.ledger.disk_bytes:
        yield f"{total} bytes in files, the ledger says {agent.ledger.disk_bytes}"


def _manifest(agent: Agent, disk: Disk) -> Iterator[str]:
    """Where nothing is left to be saved, the manifest names the blocks that there are, and no other."""
    if agent.dirty or not agent.manifest_bytes:
        return
    try:
        named = {block_filename(saved.id): saved.file_bytes for saved in disk.manifest(agent).blocks}
    except OSError as error:
        yield f"its manifest can't be read: {error.strerror}"
        return
    except DamageError as error:
        yield f"its manifest can't be used: {error.message}"
        return
    kept = {block.filename: block.file.nbytes for block in agent.blocks.values() if block.file}
    for name in sorted(name for name in kept.keys() | named.keys() if kept.get(name) != named.get(name)):
        yield f"{name} has {named.get(name)} bytes by its manifest, {kept.get(name)} are expected"


def _strangers(state: State, disk: Disk) -> Iterator[str]:
    """Folders of nobody; those of agents on their way out are known."""
    known = {disk.place(agent) for agent in (*state.agents.values(), *state.doomed)}
    try:
        folders = disk.folders()
    except OSError as error:
        yield f"{error.filename} in {disk.path} can't be read: {error.strerror}"
        return
    for tenant, name in folders:
        if (tenant, name) not in known:
            yield f"{tenant}/{name} belongs to no agent"
