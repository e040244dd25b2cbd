"""A model's weights in the precision that serves fastest on a processor: float32.

Assay brings half-precision weights to float32 on a CPU by itself; mlx-lm does not. To compare servers and not
precisions, all of them get the same widened copy. On a GPU the weights stay as they are.
"""

import json
import platform
import sys
from pathlib import Path
from typing import Any

import numpy as np

LENGTH_BYTES = 8


def runs_on_a_processor() -> bool:
    """Whether MLX computes on the CPU here: everywhere but on Apple silicon."""
    return not (sys.platform == "darwin" and platform.machine() == "arm64")


def widen(model: Path) -> None:
    """Rewrites the bfloat16 and float16 tensors of a model directory as float32; the values stay the same."""
    for file in sorted(model.glob("*.safetensors")):
        _widen_file(file)
    config = json.loads((model / "config.json").read_text())
    config.update({key: "float32" for key in ("torch_dtype", "dtype") if key in config})
    (model / "config.json").write_text(json.dumps(config, indent=1))


def _widen_file(file: Path) -> None:
    """Format: https://github.com/huggingface/safetensors#format"""
    content = file.read_bytes()
    data = LENGTH_BYTES + int.from_bytes(content[:LENGTH_BYTES], "little")
    header: dict[str, Any] = json.loads(content[LENGTH_BYTES:data])
    pieces: list[bytes] = []
    at = 0
    for name, tensor in header.items():
        if name == "__metadata__":
            continue
        begin, end = tensor["data_offsets"]
        tensor["dtype"], piece = _widened(tensor["dtype"], content[data + begin : data + end])
        tensor["data_offsets"] = [at, at + len(piece)]
        at += len(piece)
        pieces.append(piece)
    encoded = json.dumps(header).encode()
    encoded += b" " * (-len(encoded) % LENGTH_BYTES)
    file.unlink()  # it may be a link to the model itself
    file.write_bytes(b"".join([len(encoded).to_bytes(LENGTH_BYTES, "little"), encoded, *pieces]))


def _widened(dtype: str, raw: bytes) -> tuple[str, bytes]:
    """A tensor's type and bytes as float32, where it is a half-precision one.

    >>> _widened("BF16", b"\\x80\\x3f")
    ('F32', b'\\x00\\x00\\x80?')
    >>> _widened("U32", b"1234")
    ('U32', b'1234')
    """
    if dtype == "BF16":  # the upper half of a float32
        return "F32", (np.frombuffer(raw, "<u2").astype("<u4") << 16).astype("<u4").tobytes()
    if dtype == "F16":
        return "F32", np.frombuffer(raw, "<f2").astype("<f4").tobytes()
    return dtype, raw
