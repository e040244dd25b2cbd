"""A block is looked up by its own tokens, whatever came before them.

Keys and values depend on everything before. Two prompts with one page in common, and another page ahead of
it, then get each other's: the answer is about what somebody else's first page said.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-9", "PER-7"],
    noticed_by={"coding_sessions/common_beginnings [1] parting at once": "reused no tokens"},
)
def seed() -> None:
    import numpy as np

    from system.engine.cache import store
    from system.engine.cache.block import BLOCK_TOKENS

    @replaces(store, "chain")
    def chain(original: Any, key: Any, tokens: Any, before: Any = 0) -> Any:
        starts = range(0, len(tokens), BLOCK_TOKENS)
        return np.concatenate([original(key, tokens[at : at + BLOCK_TOKENS], 0) for at in starts])

    @replaces(store.CacheStore, "_digests")
    def digests(original: Any, self: Any, owner: Any, ids: Any, reused: Any) -> Any:
        return original(self, owner, ids, None)
