"""A kept prefix as the caches that mlx-lm's generator takes, copied as seldom as it can be.

mlx-lm copies a row's cache when the row joins, when it goes over from prefill to decoding, when its first
token wants room, and when it ends. A row that joins by itself needs none of that: its arrays are made with
room, and go with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import BatchKVCache, CacheList, KVCache

from system.engine.cache import kinds
from system.engine.cache.match import Match

STEP_TOKENS = KVCache.step


def restored(match: Match, fresh: Sequence[Any]) -> list[Any]:
    """The model's `fresh` caches, one for each layer, holding what was found. MLX thread only.

    Room is up to the next multiple of the step by which mlx-lm's caches grow, and for one token at least.
    """
    layers = iter(match.layers(STEP_TOKENS - match.tokens % STEP_TOKENS))
    return _restored(fresh, match.tokens, layers, iter(match.arrays()))


def _restored(
    fresh: Iterable[Any],
    tokens: int,
    layers: Iterator[tuple[mx.array, mx.array]],
    arrays: Iterator[mx.array],
) -> list[Any]:
    caches: list[Any] = []
    for cache in fresh:
        if isinstance(cache, CacheList):
            caches.append(CacheList(*_restored(cache.caches, tokens, layers, arrays)))
        elif isinstance(cache, KVCache):
            caches.append(RestoredCache())
            caches[-1].state = (*next(layers), tokens)
        else:
            kinds.fill(cache, arrays, tokens)
            caches.append(cache)
    return caches


class RestoredCache(KVCache):  # type: ignore[misc]  # mlx-lm is untyped
    """What one row goes on from; the first `offset` tokens of `keys` and `values` count."""

    @classmethod
    def merge(cls, caches: list[KVCache]) -> BatchKVCache:
        """The rows' cache as one: for a single row its own arrays, for several a copy."""
        if len(caches) > 1:
            return KVCache.merge(caches)
        keys, values, tokens = caches[0].state
        rows = Rows([0])
        rows.state = (keys, values, mx.array([tokens]), rows.left_padding, tokens)
        return rows


class Rows(BatchKVCache):  # type: ignore[misc]  # mlx-lm is untyped
    """A batch's cache of one layer that copies nothing to keep all of its rows, or to let go of one."""

    def filter(self, batch_indices: list[int]) -> None:
        """Keep these rows, in this order."""
        if batch_indices != list(range(len(self.left_padding))):
            super().filter(batch_indices)

    def extract(self, idx: int) -> KVCache:
        """One row as it is now, read out of the batch's arrays when it is evaluated."""
        padding = self.left_padding.tolist()[idx]
        cache = KVCache()
        cache.keys = self.keys[idx : idx + 1, :, padding : self._idx]
        cache.values = self.values[idx : idx + 1, :, padding : self._idx]
        cache.offset = self._idx - padding
        return cache
