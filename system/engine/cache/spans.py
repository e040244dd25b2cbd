"""Runs of tokens that become blocks: where they begin and end, and what is in them."""

from itertools import pairwise

from system.engine.cache.block import BLOCK_TOKENS, Block, Contents, Place
from system.engine.cache.digests import Digests, common_prefix
from system.engine.cache.layers import Layers, cut, shapes_of

Span = tuple[int, int]
"""The place of the first token, and of the one after the last."""


def spans_of(start: int, stop: int) -> list[Span]:
    """Blocks for a run of tokens, each ending at the next multiple of BLOCK_TOKENS at the latest.

    >>> spans_of(10, 600)
    [(10, 256), (256, 512), (512, 600)]
    """
    marks = [start, *range((start // BLOCK_TOKENS + 1) * BLOCK_TOKENS, stop, BLOCK_TOKENS), stop]
    return list(pairwise(marks)) if start < stop else []


def fill(layers: Layers, digests: Digests, spans: list[Span], held: dict[Span, Contents]) -> None:
    """Add to `held` what it lacks of the spans. Raises ValueError where `layers` can't be kept."""
    missing = [span for span in spans if span not in held]
    shapes = shapes_of(layers)
    payloads = cut(layers, missing) if missing else []
    for (start, stop), payload in zip(missing, payloads, strict=True):
        held[start, stop] = Contents(shapes, digests[start:stop], payload)


def reach(block: Block | None, digests: Digests) -> int:
    """How far into a sequence the agent's deepest block is known to reach, without reading it.

    Blocks end where a multiple of BLOCK_TOKENS does, or before: one that does not match to its end reaches
    less far than any whole beginning that goes beyond its start.
    """
    if block is None:
        return 0
    is_whole = block.stop <= len(digests) and block.tail == digests[block.stop - 1]
    return block.stop if is_whole else block.start


def extent(block: Block, digests: Digests, contents: Contents | None) -> int:
    """How many of a sequence's tokens an agent has down to its deepest block; at least, without contents."""
    if contents is None:
        return max(reach(block, digests), block.start + 1)
    return block.start + common_prefix(contents.digests, digests[block.start :])


def departure(block: Block | None, digests: Digests, end: Place | None) -> Place | None:
    """Where a sequence leaves the deepest block, without reading it; `end` is where its lookup ended."""
    if block is None:
        return None
    if block.contents is not None:
        return Place(block, common_prefix(block.contents.digests, digests[block.start :]))
    return end if end is not None and end.block is block else Place(block, 1)
