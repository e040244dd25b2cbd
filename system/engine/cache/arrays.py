"""A snapshot's arrays, between MLX and one flat run of bytes.

What a layer that can't be cut at a token holds is kept whole: the last keys and values of a sliding window,
or the state of a convolution or a recurrence. A payload is the arrays one after the other, little-endian and
without gaps. `pack` and `unpack` touch MLX, and belong on the MLX thread.
"""

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import mlx.core as mx
import msgspec
import numpy as np

from system.engine.cache.layers import NUMPY, Payload, bits, flat

if TYPE_CHECKING:
    from system.engine.cache.block import Contents


class Snapshot(NamedTuple):
    """What the layers that can't be cut hold after the first `tokens` tokens, in the layers' order."""

    tokens: int
    arrays: Sequence[mx.array]


class ArrayShape(msgspec.Struct, frozen=True, array_like=True):
    shape: tuple[int, ...]
    dtype: str

    @property
    def nbytes(self) -> int:
        """Raises KeyError for a precision this version does not know."""
        return prod(self.shape) * NUMPY[self.dtype].itemsize


def pack(arrays: Sequence[mx.array]) -> tuple[tuple[ArrayShape, ...], Payload]:
    """Copies. Raises ValueError where an array is of a precision that can't be kept."""
    shapes = tuple(ArrayShape(each.shape, str(each.dtype).removeprefix("mlx.core.")) for each in arrays)
    if unknown := {each.dtype for each in shapes} - NUMPY.keys():
        raise ValueError(f"caches of {', '.join(sorted(unknown))} can't be kept")
    parts = [bits(each) for each in arrays]
    mx.eval(parts)
    return shapes, flat([np.asarray(part) for part in parts])


def unpack(contents: "Contents") -> list[mx.array]:
    """The arrays of a snapshot, copied out of its payload."""
    arrays = []
    start = 0
    for each in contents.arrays:
        stop = start + each.nbytes
        array = mx.array(contents.payload[start:stop].view(NUMPY[each.dtype]).reshape(each.shape))
        arrays.append(array.view(mx.bfloat16) if each.dtype == "bfloat16" else array)
        start = stop
    return arrays
