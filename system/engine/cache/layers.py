"""KV of a run of tokens, between MLX arrays and one flat run of bytes.

A payload is, layer by layer, the keys [kv_heads, tokens, head_dim] and then the values, little-endian and
without gaps. It is plain memory once made: any thread may hold, write or drop it. Only `cut` and `join` touch
MLX, and they belong on the MLX thread.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import mlx.core as mx
import msgspec
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from system.engine.cache.block import Contents

Layers = Sequence[tuple[mx.array, mx.array]]
Payload = npt.NDArray[np.uint8]

# numpy has no bfloat16: its bits travel as uint16
NUMPY: dict[str, np.dtype[Any]] = {
    "float32": np.dtype("<f4"),
    "float16": np.dtype("<f2"),
    "bfloat16": np.dtype("<u2"),
}


class LayerShape(msgspec.Struct, frozen=True, array_like=True):
    """One layer: keys are [1, heads, tokens, key_dim], values [1, heads, tokens, value_dim]."""

    heads: int
    key_dim: int
    value_dim: int
    dtype: str

    def parts(self) -> Iterator[tuple[int, int]]:
        """(heads, dim) of the keys and of the values."""
        yield self.heads, self.key_dim
        yield self.heads, self.value_dim

    @property
    def token_bytes(self) -> int:
        return self.heads * (self.key_dim + self.value_dim) * NUMPY[self.dtype].itemsize


Shapes = tuple[LayerShape, ...]


def shapes_of(layers: Layers) -> Shapes:
    """Raises ValueError where a layer isn't plain keys and values of one sequence in a known precision."""
    return tuple(_shape_of(keys, values) for keys, values in layers)


def payload_bytes(shapes: Shapes, tokens: int) -> int:
    """Raises KeyError for a precision this version does not know.

    >>> payload_bytes((LayerShape(2, 8, 8, "bfloat16"),), 10)
    640
    """
    return tokens * sum(shape.token_bytes for shape in shapes)


def cut(layers: Layers, spans: Sequence[tuple[int, int]]) -> list[Payload]:
    """The payload of each (start, stop) span of tokens: copies, with nothing beside."""
    first, last = spans[0][0], spans[-1][1]
    parts = [bits(part[:, :, first:last]) for pair in layers for part in pair]
    mx.eval(parts)
    views = [np.asarray(part) for part in parts]
    return [flat([view[0, :, start - first : stop - first] for view in views]) for start, stop in spans]


def join(parts: "Sequence[tuple[Contents, int]]", room: int = 0) -> list[tuple[mx.array, mx.array]]:
    """Keys and values of each layer, [1, heads, tokens + room, dim], from the first tokens of each block in
    turn; what is in the room behind them is zeros.
    """
    shapes = parts[0][0].shapes
    length = sum(used for _, used in parts) + room
    joined = []
    starts = [0] * len(parts)
    for shape in shapes:
        pair = [_gather(parts, starts, heads, dim, length, shape.dtype) for heads, dim in shape.parts()]
        joined.append((pair[0], pair[1]))
    return joined


def _gather(
    parts: "Sequence[tuple[Contents, int]]", starts: list[int], heads: int, dim: int, length: int, dtype: str
) -> mx.array:
    """One array out of all blocks; moves `starts`, the place in each block's payload, past it."""
    array = mx.zeros((1, heads, length, dim), dtype=mx.uint16 if dtype == "bfloat16" else getattr(mx, dtype))
    out = np.array(array, copy=False)
    at = 0
    for index, (contents, used) in enumerate(parts):
        stop = starts[index] + heads * contents.tokens * dim * out.itemsize
        block = contents.payload[starts[index] : stop].view(out.dtype).reshape(heads, contents.tokens, dim)
        out[0, :, at : at + used] = block[:, :used]
        starts[index] = stop
        at += used
    return array.view(mx.bfloat16) if dtype == "bfloat16" else array


def bits(part: mx.array) -> mx.array:
    """An array that numpy can read."""
    return part.view(mx.uint16) if part.dtype == mx.bfloat16 else part


def flat(views: list[npt.NDArray[Any]]) -> Payload:
    """Arrays, one after the other."""
    payload = np.empty(sum(view.nbytes for view in views), dtype=np.uint8)
    at = 0
    for view in views:
        payload[at : at + view.nbytes].view(view.dtype).reshape(view.shape)[...] = view
        at += view.nbytes
    return payload


def _shape_of(keys: mx.array, values: mx.array) -> LayerShape:
    dtype = str(keys.dtype).removeprefix("mlx.core.")
    if (
        keys.ndim != 4
        or keys.shape[:3] != values.shape[:3]
        or keys.shape[0] != 1
        or keys.dtype != values.dtype
    ):
        raise ValueError(f"not the keys and values of one sequence: {keys.shape}, {values.shape}")
    if dtype not in NUMPY:
        raise ValueError(f"caches of {dtype} can't be kept")
    return LayerShape(keys.shape[1], keys.shape[3], values.shape[3], dtype)
