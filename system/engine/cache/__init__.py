"""The agents' caches: kept in memory and on disk, found again by token, never trusted unverified.

Life of a turn: `lookup` finds the longest prefix that an agent's blocks hold (`digests`, `agent`), or whole
blocks of other agents of the tenant (`prefixes`), reading what is only on disk (`disk`, `block_file`); the
row goes on from it (`restored`); `keep` cuts the new tokens off (`layers`), adds them to the agent's tree and
queues them; the writer (`writer`) puts them on disk. What several agents hold is in memory once, and on disk
one file with a link in each agent's folder. `state` holds the budgets.

Of a model whose caches can't all be cut at a token (`kinds`), what can't is kept whole at the ends of prompts
and turns (`snapshots`, `arrays`); rows go on from the last of those.
"""

from system.engine.cache.arrays import Snapshot
from system.engine.cache.block import BLOCK_TOKENS
from system.engine.cache.integrity import Count
from system.engine.cache.layers import Layers
from system.engine.cache.match import Match
from system.engine.cache.prefixes import common_blocks
from system.engine.cache.restored import restored
from system.engine.cache.stats import CacheStats
from system.engine.cache.store import CacheStore

__all__ = [
    "BLOCK_TOKENS",
    "CacheStats",
    "CacheStore",
    "Count",
    "Layers",
    "Match",
    "Snapshot",
    "common_blocks",
    "restored",
]
