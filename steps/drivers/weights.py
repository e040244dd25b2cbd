"""A model's weights, changed a little: another model, of the same shape and nearly the same mind."""

import json
import re
import struct
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

LENGTH = struct.Struct("<Q")
NORMS = ("model.norm.weight", "model.embedding_norm.weight")
"""What the last norm is called: in LFM2 the latter."""
METADATA = "__metadata__"
INDEX = "model.safetensors.index.json"
SHARDS = ("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")
LAYER = re.compile(r"model\.layers\.(\d+)\.")
WIDEST = 1 << 40
"""Bytes of a tensor that no machine could hold; a sparse file of that size takes no disk."""


Json = dict[str, Any]
Tensors = dict[str, Json]


def scale_last_norm(model: Path, factor: float) -> None:
    """Multiply the last norm: every logit changes, and which is the largest hardly ever does."""
    file = next(model.glob("*.safetensors"))
    content = bytearray(file.read_bytes())
    where, dtype = _last_norm(content)
    content[where] = _scaled(bytes(content[where]), dtype, factor)
    file.write_bytes(content)


def last_norm(model: Path) -> bytes:
    """The last norm as an engine holds it: float32."""
    content = next(model.glob("*.safetensors")).read_bytes()
    where, dtype = _last_norm(content)
    assert dtype == "F32", f"the last norm of {model.name} is kept in {dtype}"
    return content[where]


def _last_norm(content: bytes | bytearray) -> tuple[slice, str]:
    """Where it stands in a file of weights, and in which precision."""
    (length,) = LENGTH.unpack_from(content)
    tensors = json.loads(content[LENGTH.size : LENGTH.size + length])
    tensor = next(tensors[name] for name in NORMS if name in tensors)
    start, stop = (LENGTH.size + length + offset for offset in tensor["data_offsets"])
    return slice(start, stop), tensor["dtype"]


def forget_last_norm(model: Path) -> None:
    """Make the last norm no number: it loads like any other model, and can't say a word."""
    scale_last_norm(model, float("nan"))


def deepen(model: Path, times: int) -> None:
    """Have every layer so many times over: the same files but slower, and as finite as before."""
    file = next(model.glob("*.safetensors"))
    content = file.read_bytes()
    (length,) = LENGTH.unpack_from(content)
    header = json.loads(content[LENGTH.size : LENGTH.size + length])
    config = json.loads((model / "config.json").read_text())
    layers, data = config["num_hidden_layers"], content[LENGTH.size + length :]
    named = {name: tensor for name, tensor in header.items() if name != "__metadata__"}
    parts, deeper, at = [], {}, 0
    for name, tensor in _repeated(named, layers, times):
        start, stop = tensor["data_offsets"]
        deeper[name] = {**tensor, "data_offsets": [at, at + stop - start]}
        parts.append(data[start:stop])
        at += stop - start
    text = json.dumps(deeper).encode()
    file.write_bytes(b"".join([LENGTH.pack(len(text)), text, *parts]))
    (model / "config.json").write_text(json.dumps({**config, "num_hidden_layers": layers * times}))


def _repeated(tensors: Tensors, layers: int, times: int) -> Iterator[tuple[str, Json]]:
    """Every tensor, and those of a layer again under the numbers of the layers above it."""
    for name, tensor in tensors.items():
        found = LAYER.match(name)
        numbers = range(int(found[1]), layers * times, layers) if found else (0,)
        for number in numbers:
            yield (LAYER.sub(f"model.layers.{number}.", name) if found else name), tensor


def claim_endless_weights(model: Path) -> None:
    """Weights whose header and size agree, and that fit no machine."""
    header = json.dumps({"a": {"dtype": "U8", "shape": [WIDEST], "data_offsets": [0, WIDEST]}}).encode()
    with next(model.glob("*.safetensors")).open("wb") as file:
        file.write(LENGTH.pack(len(header)) + header)
        file.truncate(LENGTH.size + len(header) + WIDEST)


def split_weights(model: Path) -> None:
    """The same tensors in two files, with the index that says which is where."""
    whole = next(model.glob("*.safetensors"))
    header, content = _read(whole)
    names = sorted(name for name in header if name != METADATA)
    halves = {SHARDS[0]: names[::2], SHARDS[1]: names[1::2]}
    for file, held in halves.items():
        _write(model / file, {name: header[name] for name in held}, content)
    placed = {name: file for file, held in halves.items() for name in held}
    (model / INDEX).write_text(json.dumps({"metadata": {"total_size": len(content)}, "weight_map": placed}))
    whole.unlink()


def _read(file: Path) -> tuple[dict[str, dict[str, Any]], bytes]:
    """The header and the tensors' bytes."""
    content = file.read_bytes()
    (length,) = LENGTH.unpack_from(content)
    return json.loads(content[LENGTH.size : LENGTH.size + length]), content[LENGTH.size + length :]


def _write(file: Path, tensors: dict[str, dict[str, Any]], content: bytes) -> None:
    """These tensors, taken from `content`, one after another."""
    pieces = [content[slice(*tensor["data_offsets"])] for tensor in tensors.values()]
    ends = [0, *accumulate(map(len, pieces))]
    placed = {
        name: {**tensor, "data_offsets": [start, end]}
        for (name, tensor), start, end in zip(tensors.items(), ends, ends[1:], strict=False)
    }
    header = json.dumps({METADATA: {"format": "mlx"}, **placed}).encode()
    file.write_bytes(LENGTH.pack(len(header)) + header + b"".join(pieces))


def _scaled(content: bytes, dtype: str, factor: float) -> bytes:
    """BF16 is the upper half of float32."""
    if dtype == "BF16":
        wide = np.frombuffer(content, "<u2").astype("<u4") << 16
        scaled = (wide.view("<f4") * np.float32(factor)).astype("<f4")
        return (scaled.view("<u4") >> 16).astype("<u2").tobytes()
    wanted = {"F32": "<f4", "F16": "<f2"}[dtype]
    return (np.frombuffer(content, wanted) * factor).astype(wanted).tobytes()
