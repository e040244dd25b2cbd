"""The kinds of caches that mlx-lm's layers have: which can be cut at a token, and which are kept whole.

Keys and values of full attention can be cut anywhere. A sliding window that has wrapped has lost what came
before, and a convolution or a recurrence never had more than its state.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import ArraysCache, CacheList, KVCache, RotatingKVCache

from system.engine.cache.arrays import Snapshot
from system.engine.cache.layers import Layers


def can_be_kept(caches: Iterable[Any]) -> bool:
    """Whether every layer's cache is of a kind known here. Attention sinks are not: batches drop them."""
    return all(
        type(each) in (KVCache, ArraysCache) or (type(each) is RotatingKVCache and not each.keep)
        for each in parts(caches)
    )


def can_be_cut(caches: Iterable[Any]) -> bool:
    """Whether every layer's cache can be cut at any token."""
    return all(isinstance(each, KVCache) for each in parts(caches))


def parts(caches: Iterable[Any]) -> Iterator[Any]:
    """The layers' caches, those of a layer that has several one by one."""
    for each in caches:
        if isinstance(each, CacheList):
            yield from parts(each.caches)
        else:
            yield each


def layers_of(caches: Iterable[Any]) -> Layers:
    """(keys, values) of those that can be cut, [1, kv_heads, tokens, head_dim]."""
    return [
        (each.keys[..., : each.offset, :], each.values[..., : each.offset, :])
        for each in parts(caches)
        if isinstance(each, KVCache)
    ]


def snapshot_of(caches: Iterable[Any], tokens: int) -> Snapshot | None:
    """What those hold that can't be cut; of a window in the order of its tokens, and no more than it sees.

    None where all of them can be. Raises ValueError where they don't stand after exactly `tokens` tokens.
    """
    arrays: list[mx.array] = []
    ends: set[int] = set()
    for each in parts(caches):
        if isinstance(each, RotatingKVCache):
            arrays += [_window(each, each.keys), _window(each, each.values)]
        if isinstance(each, ArraysCache):
            arrays += each.cache
        else:
            ends.add(each.offset)
    if arrays and ends - {tokens}:
        raise ValueError(f"caches of {sorted(ends)} tokens, where {tokens} were computed")
    return Snapshot(tokens, arrays) if arrays else None


def _window(cache: RotatingKVCache, part: mx.array) -> mx.array:
    ordered: mx.array = cache._temporal_order(part)[..., -cache.size() :, :]
    if ordered.shape[2] != cache.size():
        raise ValueError(f"a window of {ordered.shape[2]} tokens, where {cache.size()} were computed")
    return ordered


def fill(cache: Any, arrays: Iterator[mx.array], tokens: int) -> None:
    """Give a fresh cache that can't be cut its next arrays, as they stood after `tokens` tokens."""
    if isinstance(cache, RotatingKVCache):
        cache.keys, cache.values = next(arrays), next(arrays)
        cache.offset, cache._idx = tokens, cache.keys.shape[2]
    else:
        cache.cache = [next(arrays) for _ in cache.cache]
