"""What a model's weight files say of themselves, read from their first bytes only.

A safetensors file is the length of a JSON header (8 bytes, little-endian), the header, and the tensors; the
header gives each tensor's dtype and its place (https://github.com/huggingface/safetensors#format).
"""

import json
import struct
from collections import Counter
from pathlib import Path
from typing import Any

INDEX = "model.safetensors.index.json"
LENGTH = struct.Struct("<Q")
MAX_HEADER_BYTES = 100 << 20
NAMES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}

Header = dict[str, Any]


def faults(directory: Path) -> list[str]:
    """What is missing or broken of the weights, a sentence each; nothing when every shard is whole."""
    try:
        index = directory / INDEX
        named = set(json.loads(index.read_bytes())["weight_map"].values()) if index.is_file() else set()
    except (OSError, ValueError, KeyError, AttributeError) as error:
        return [f"{INDEX} can't be read: {error}"]
    files = sorted(directory / name for name in named) or sorted(directory.glob("*.safetensors"))
    if not files:
        return ["there are no *.safetensors: the weights are missing"]
    return [fault for file in files for fault in _faults_of(file)]


def stored_dtype(directory: Path) -> str | None:
    """The floating-point type that most of the weights are stored in; None where there is none."""
    sizes: Counter[str] = Counter()
    for file in directory.glob("*.safetensors"):
        for tensor in _tensors(file):
            sizes[str(tensor["dtype"])] += tensor["data_offsets"][1] - tensor["data_offsets"][0]
    floats = [NAMES[name] for name, _ in sizes.most_common() if name in NAMES]
    return floats[0] if floats else None


def _faults_of(file: Path) -> list[str]:
    if not file.exists():
        return [f"{file.name} is missing"]
    try:
        header, length = _header(file)
        ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error) as error:
        return [f"{file.name} is no safetensors file: {error}"]
    wanted, found = LENGTH.size + length + max(ends, default=0), file.stat().st_size
    return [] if found == wanted else [f"{file.name} has {found:,} bytes and should have {wanted:,}"]


def _tensors(file: Path) -> list[dict[str, Any]]:
    return [tensor for name, tensor in _header(file)[0].items() if name != "__metadata__"]


def _header(file: Path) -> tuple[Header, int]:
    """The header and its length in bytes. Raises ValueError, struct.error or OSError."""
    with file.open("rb") as content:
        (length,) = LENGTH.unpack(content.read(LENGTH.size))
        if length > MAX_HEADER_BYTES:
            raise ValueError(f"a header of {length:,} bytes")
        return json.loads(content.read(length)), length
