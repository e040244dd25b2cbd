"""Where a conversation can be gone on from, of a model with layers whose caches can't be cut at a token.

A snapshot is a leaf of its agent's tree: a block of no tokens, on blocks that hold all tokens before it for
the other layers. So it is saved, read, verified, counted, moved and removed as blocks are. Each agent has its
own; equal ones of a tenant's agents are one file.
"""

from collections.abc import Sequence

from system.engine.cache.agent import Agent
from system.engine.cache.arrays import Snapshot, pack
from system.engine.cache.block import Block, Contents, Place
from system.engine.cache.digests import Digests

MOST_SNAPSHOTS = 8
"""Of one agent: two for each of its last turns. One can be as large as thousands of tokens."""


def furthest(agent: Agent, digests: Digests) -> Block | None:
    """The agent's snapshot furthest into a sequence with these digests.

    Digests are chained, so that of the token before a snapshot vouches for everything before it.
    """
    reached = [
        each
        for each in agent.snapshots
        if each.start <= len(digests) and each.tail == digests[each.start - 1]
    ]
    return max(reached, key=lambda each: each.start, default=None)


def lacking(agent: Agent | None, digests: Digests, taken: Sequence[Snapshot]) -> list[Snapshot]:
    """Those of the snapshots of a sequence with these digests that the agent does not have."""
    held = {each.tail for each in agent.snapshots} if agent else set()
    return [each for each in taken if int(digests[each.tokens - 1]) not in held]


def packed(taken: Sequence[Snapshot], digests: Digests) -> dict[int, Contents]:
    """The snapshots as they are kept, by their position. On the MLX thread; raises what `pack` does."""
    contents = {}
    for each in taken:
        shapes, payload = pack(each.arrays)
        contents[each.tokens] = Contents((), digests[each.tokens - 1 : each.tokens], payload, shapes)
    return contents


def stand(agent: Agent, tip: Place, snapshots: dict[int, Contents]) -> None:
    """Add snapshots, by their position, to the conversation up to `tip`; the longest unused go instead."""
    for position, contents in snapshots.items():
        agent.grow(tip.back_to(position), contents)
    for each in agent.snapshots[:-MOST_SNAPSHOTS]:
        agent.remove(each)


def note_use(agent: Agent, snapshot: Block) -> None:
    """Make it the last of the agent's snapshots to go."""
    agent.snapshots.remove(snapshot)
    agent.snapshots.append(snapshot)
