"""A model's weights, changed a little: another model, of the same shape and nearly the same mind."""

import json
import struct
from pathlib import Path

import numpy as np

LENGTH = struct.Struct("<Q")
NORM = "model.norm.weight"
WIDEST = 1 << 40
"""Bytes of a tensor that no machine could hold; a sparse file of that size takes no disk."""


def scale_last_norm(model: Path, factor: float) -> None:
    """Multiply the last norm: every logit changes, and which is the largest hardly ever does."""
    file = next(model.glob("*.safetensors"))
    content = bytearray(file.read_bytes())
    (length,) = LENGTH.unpack_from(content)
    tensor = json.loads(content[LENGTH.size : LENGTH.size + length])[NORM]
    start, stop = (LENGTH.size + length + offset for offset in tensor["data_offsets"])
    content[start:stop] = _scaled(bytes(content[start:stop]), tensor["dtype"], factor)
    file.write_bytes(content)


def claim_endless_weights(model: Path) -> None:
    """Weights whose header and size agree, and that fit no machine."""
    header = json.dumps({"a": {"dtype": "U8", "shape": [WIDEST], "data_offsets": [0, WIDEST]}}).encode()
    with next(model.glob("*.safetensors")).open("wb") as file:
        file.write(LENGTH.pack(len(header)) + header)
        file.truncate(LENGTH.size + len(header) + WIDEST)


def _scaled(content: bytes, dtype: str, factor: float) -> bytes:
    """BF16 is the upper half of float32."""
    if dtype == "BF16":
        wide = np.frombuffer(content, "<u2").astype("<u4") << 16
        scaled = (wide.view("<f4") * np.float32(factor)).astype("<f4")
        return (scaled.view("<u4") >> 16).astype("<u2").tobytes()
    wanted = {"F32": "<f4", "F16": "<f2"}[dtype]
    return (np.frombuffer(content, wanted) * factor).astype(wanted).tobytes()
