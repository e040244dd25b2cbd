"""Caches are kept in half precision, to fit twice as many agents.

Nobody would see it: the words are the same for a long time. But a conversation that was put away and taken
up again is not the one that was put away, and the more often that happens, the less.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.layers",
    breaks=["PER-7"],
    noticed_by={
        "persistence/warm_and_cold [1]": "logprob of",
        "persistence/warm_and_cold [2]": "logprob of",
    },
)
def seed() -> None:
    import mlx.core as mx

    from system.engine.cache import layers

    @replaces(layers, "_gather")
    def gather(original: Any, parts: Any, starts: Any, heads: Any, dim: Any, length: Any, dtype: Any) -> Any:
        whole = original(parts, starts, heads, dim, length, dtype)
        return whole.astype(mx.float16).astype(whole.dtype)
