"""A copy of a model that never ends its answer, so that every answer is as long as was asked for, and all of
it text.

In the copy the output rows of the end tokens and of every added token are zero: their logit is 0 whatever
comes, which never is the largest. Shapes, types and all other numbers are the model's, so that a step costs
what it costs there.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from system.errors import BenchError

HEAD = re.compile(r"(^|\.)lm_head\.(weight|scales|biases)$")
TIED = re.compile(r"(^|\.)(embed_tokens|wte|tok_embeddings|word_embeddings)\.(weight|scales|biases)$")
LENGTH_BYTES = 8


def endless_copy(model: Path, into: Path) -> Path:
    """Copies the model directory to `into` and silences its control tokens; unchanged weight files are
    linked.

    Raises BenchError when no tensor is known to be the output's.
    """
    silent = control_tokens(model)
    tensors = {file: _tensors(file) for file in sorted(model.glob("*.safetensors"))}
    names = [name for file in tensors.values() for name in file]
    output = HEAD if any(HEAD.search(name) for name in names) else TIED
    if not any(output.search(name) for name in names):
        raise BenchError(
            f"{model} has no output layer that is known by its name: its answers can't be kept going"
        )
    shutil.copytree(model, into, ignore=shutil.ignore_patterns("*.safetensors"))
    for file, of_file in tensors.items():
        rows = [tensor for name, tensor in of_file.items() if output.search(name)]
        _copy_weights(file, into / file.name, rows, silent)
    return into


def control_tokens(model: Path) -> set[int]:
    """The ids of a model's end tokens and of every token added to its tokenizer's vocabulary."""
    tokenizer = json.loads((model / "tokenizer.json").read_text())
    ids = {int(token["id"]) for token in tokenizer["added_tokens"]}
    for name in ("config.json", "generation_config.json"):
        if (model / name).is_file():
            end = json.loads((model / name).read_text()).get("eos_token_id")
            ids.update([end] if isinstance(end, int) else end or [])
    return ids


def _tensors(file: Path) -> dict[str, dict[str, Any]]:
    """The header of a safetensors file; offsets become those in the file.

    Format: https://github.com/huggingface/safetensors#format
    """
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(LENGTH_BYTES), "little")
        header: dict[str, Any] = json.loads(opened.read(length))
    header.pop("__metadata__", None)
    data = LENGTH_BYTES + length
    return {
        name: {"rows": tensor["shape"][0], "at": [data + offset for offset in tensor["data_offsets"]]}
        for name, tensor in header.items()
        if tensor["shape"]
    }


def _copy_weights(file: Path, into: Path, tensors: list[dict[str, Any]], silent: set[int]) -> None:
    """Links the file where nothing in it changes; else copies it and zeroes the rows of the silent tokens."""
    if not tensors:
        into.symlink_to(file.resolve())
        return
    shutil.copyfile(file, into)
    with into.open("r+b") as opened:
        for start, size in (place for tensor in tensors for place in _rows(tensor, silent)):
            opened.seek(start)
            opened.write(bytes(size))


def _rows(tensor: dict[str, Any], tokens: set[int]) -> Iterator[tuple[int, int]]:
    """Where the rows of these tokens begin in the file, and their size in bytes."""
    begin, end = tensor["at"]
    size = (end - begin) // tensor["rows"]
    return ((begin + token * size, size) for token in sorted(tokens) if token < tensor["rows"])
