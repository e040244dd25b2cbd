"""What a model's weight files say of themselves, read from their first bytes only.

A safetensors file is the length of a JSON header (8 bytes, little-endian), the header, and the tensors; the
header gives each tensor's dtype and its place (https://github.com/huggingface/safetensors#format). With
several files, an index says which tensor lies in which.
"""

import json
import math
import struct
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

INDEX = "model.safetensors.index.json"
PATTERN = "model*.safetensors"
"""What mlx-lm loads; adapters and copies in another layout lie beside it."""
LENGTH = struct.Struct("<Q")
MAX_HEADER_BYTES = 100 << 20
NAMES = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
ITEM_BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
PACKED = "U32"
"""Quantized weights: as many as fit lie in each 32-bit word."""
UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, struct.error)

Header = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Weights:
    """What is stored: `parameters` as the model has them, whatever they are packed in.

    `dtype` is the floating-point type that most are stored in, None where there is none.
    """

    parameters: int
    stored_bytes: int
    dtype: str | None
    is_quantized: bool

    def loaded_bytes(self, item_bytes: int | None) -> int:
        """What they take in memory where plain ones become numbers of `item_bytes`; None: as they are."""
        if item_bytes is None or self.is_quantized:
            return self.stored_bytes
        return self.parameters * item_bytes


def faults(directory: Path) -> list[str]:
    """What is missing or broken of the weights, a sentence each; nothing when every shard is whole."""
    try:
        named = _named(directory)
    except UNREADABLE as error:
        return [f"{INDEX} can't be read: {error}"]
    files = sorted(directory / name for name in named) or sorted(directory.glob(PATTERN))
    if not files:
        return [f"there are no {PATTERN}: the weights are missing"]
    return [fault for file in files for fault in _faults_of(file, named.get(file.name, set()))]


def stored_bytes(directory: Path) -> int:
    """The size of the weight files that are there."""
    return sum(file.stat().st_size for file in directory.glob(PATTERN) if file.exists())


def read_weights(directory: Path, config: dict[str, Any]) -> Weights:
    """What whole weight files hold; `config` is the model's, which says how many bits quantized ones have.

    Raises OSError or ValueError where a file is not whole.
    """
    tensors = {name: each for file in directory.glob(PATTERN) for name, each in _tensors(file).items()}
    kinds: Counter[str] = Counter()
    for tensor in tensors.values():
        kinds[str(tensor["dtype"])] += tensor["data_offsets"][1] - tensor["data_offsets"][0]
    floats = [NAMES[name] for name, _ in kinds.most_common() if name in NAMES]
    packed = {name for name in tensors if f"{_module(name)}.scales" in tensors}
    return Weights(
        parameters=sum(_parameters(name, each, name in packed, config) for name, each in tensors.items()),
        stored_bytes=stored_bytes(directory),
        dtype=floats[0] if floats else None,
        is_quantized=bool(packed),
    )


def _named(directory: Path) -> dict[str, set[str]]:
    """The tensors that the index expects in each file; empty where there is no index."""
    index = directory / INDEX
    content = json.loads(index.read_bytes())["weight_map"] if index.is_file() else {}
    named: dict[str, set[str]] = {}
    for tensor, file in content.items():
        named.setdefault(file, set()).add(tensor)
    return named


def _faults_of(file: Path, expected: set[str]) -> list[str]:
    if not file.exists():
        return [f"{file.name} is missing"]
    try:
        header, length = _header(file)
        tensors = {name: tensor for name, tensor in header.items() if name != "__metadata__"}
        ends = [_end(tensor) for tensor in tensors.values()]
    except UNREADABLE as error:
        return [f"{file.name} is no safetensors file: {error}"]
    wanted, found = LENGTH.size + length + max(ends, default=0), file.stat().st_size
    if found != wanted:
        return [f"{file.name} has {found:,} bytes and should have {wanted:,}"]
    lacking = sorted(expected - tensors.keys())
    return [f"{file.name} lacks {lacking[0]}, which {INDEX} says is in it"] if lacking else []


def _end(tensor: dict[str, Any]) -> int:
    """Where a tensor ends. Raises what UNREADABLE lists unless it says its type and shape, too."""
    if not isinstance(tensor["dtype"], str) or math.prod(tensor["shape"]) < 0:
        raise ValueError(f"a tensor of type {tensor['dtype']} and shape {tensor['shape']}")
    return int(tensor["data_offsets"][1])


def _parameters(name: str, tensor: dict[str, Any], is_packed: bool, config: dict[str, Any]) -> int:
    """Scales and biases of a quantization are no parameters, and a packed word holds several."""
    count: int = math.prod(tensor["shape"])
    if not is_packed or name.endswith(".bias"):
        return count
    return count * 32 // _bits(_module(name), config) if tensor["dtype"] == PACKED else 0


def _bits(module: str, config: dict[str, Any]) -> int:
    """Some layers may have a precision of their own, under their name."""
    whole = quantization(config) or {}
    own = whole.get(module)
    return int((own if isinstance(own, dict) else whole).get("bits") or 32)


def quantization(config: dict[str, Any]) -> dict[str, Any] | None:
    """How the weights are quantized, as mlx-lm writes it; None where they are not."""
    found = config.get("quantization") or config.get("quantization_config")
    return found if isinstance(found, dict) else None


def _module(name: str) -> str:
    """Whose tensor it is: `layers.0.mlp.up` for its weight, its scales and its biases."""
    return name.rpartition(".")[0]


def _tensors(file: Path) -> dict[str, dict[str, Any]]:
    return {name: tensor for name, tensor in _header(file)[0].items() if name != "__metadata__"}


def _header(file: Path) -> tuple[Header, int]:
    """The header and its length in bytes. Raises ValueError, struct.error or OSError."""
    with file.open("rb") as content:
        (length,) = LENGTH.unpack(content.read(LENGTH.size))
        if length > MAX_HEADER_BYTES:
            raise ValueError(f"a header of {length:,} bytes")
        return json.loads(content.read(length)), length
