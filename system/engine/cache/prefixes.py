"""What a tenant's agents hold together: a beginning that several of them sent is computed and stored once.

Tokens are compared by their chained digests, so a block is found by its last token's alone: it vouches for
everything before it. Only beginnings that end on a multiple of BLOCK_TOKENS are found for another agent, so
that nobody can guess what another was told token by token. Tenants have chains of their own, and places of
their own here. The store's lock guards it.
"""

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from system.engine.cache.block import BLOCK_TOKENS, Block, Contents
from system.engine.cache.digests import Digests, common_prefix

if TYPE_CHECKING:
    from system.engine.cache.agent import Agent


def common_blocks(one: Digests, other: Digests) -> int:
    """How many whole blocks two prompts begin with in common, short of the last token of either."""
    ends = slice(BLOCK_TOKENS - 1, -1, BLOCK_TOKENS)
    return common_prefix(one[ends], other[ends])


class Prefixes:
    """Every agent's blocks by tenant and last token, and what any of them still has in memory."""

    def __init__(self) -> None:
        self._blocks: dict[tuple[str, int], dict[Block, Agent]] = {}
        self._contents: WeakValueDictionary[tuple[str, int, int], Contents] = WeakValueDictionary()

    def add(self, agent: "Agent", block: Block) -> None:
        self._blocks.setdefault((agent.owner.tenant, block.tail), {})[block] = agent
        if block.contents is not None:
            self.remember(agent.owner.tenant, block.contents)

    def remove(self, agent: "Agent", block: Block) -> None:
        key = agent.owner.tenant, block.tail
        del self._blocks[key][block]
        if not self._blocks[key]:
            del self._blocks[key]

    def remember(self, tenant: str, contents: Contents) -> None:
        """They are in memory, for as long as somebody holds them."""
        self._contents[tenant, int(contents.digests[-1]), contents.tokens] = contents

    def contents(self, tenant: str, tail: int, tokens: int) -> Contents | None:
        """What a block of `tokens` up to the digest `tail` holds, where it is in memory for the tenant."""
        return self._contents.get((tenant, tail, tokens))

    def longest(self, tenant: str, digests: Digests, beyond: int) -> "tuple[Agent, Block] | None":
        """The longest whole beginning of a sequence that the tenant's agents hold, if longer than `beyond`.

        One that is in memory is preferred to an equal one on disk.
        """
        for stop in range(len(digests) // BLOCK_TOKENS * BLOCK_TOKENS, beyond, -BLOCK_TOKENS):
            if found := self._blocks.get((tenant, int(digests[stop - 1]))):
                block = next((each for each in found if each.contents is not None), next(iter(found)))
                return found[block], block
        return None

    def saved(self, agent: "Agent", block: Block) -> "tuple[Agent, Block] | None":
        """An equal block of another agent's that is on disk."""
        found = self._blocks.get((agent.owner.tenant, block.tail), {})
        equal = ((each, twin) for twin, each in found.items() if twin.saved and twin.tokens == block.tokens)
        return next((pair for pair in equal if pair[0] is not agent), None)
