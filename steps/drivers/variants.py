"""Copies of the bundled model with one thing changed, each under the name of the original."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

PREFIX = "variant:"
REMARK = "{# another template #}"


def make_variant(model: Path, name: str, folder: Path) -> Path:
    """A copy of `model` in `folder`, changed as `name` says; once made, it is used again."""
    copy = folder / name / model.name
    if not copy.exists():
        shutil.copytree(model, copy)
        VARIANTS[name](copy)
    return copy


def _change_template(model: Path) -> None:
    """A remark in the template: the same messages make the same tokens, and only a fingerprint can tell."""
    file, config = _json(model / "tokenizer_config.json")
    separate = model / "chat_template.jinja"
    if separate.exists():
        separate.write_text(separate.read_text() + REMARK)
    else:
        config["chat_template"] += REMARK
        file.write_text(json.dumps(config))


def _change_tokenizer(model: Path) -> None:
    """The ids of two rare entries of the vocabulary change places: the same text can make the same tokens."""
    file, content = _json(model / "tokenizer.json")
    words = content["model"]["vocab"]
    one, other = sorted(words, key=words.__getitem__)[-2:]
    words[one], words[other] = words[other], words[one]
    file.write_text(json.dumps(content))


def _change_weights(model: Path) -> None:
    """One bit in the middle of the weights: a change that no answer shows and every checksum does."""
    file = next(model.glob("*.safetensors"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0x01
    file.write_bytes(content)


def _json(file: Path) -> tuple[Path, dict[str, Any]]:
    return file, json.loads(file.read_text())


VARIANTS: dict[str, Callable[[Path], None]] = {
    "template": _change_template,
    "tokenizer": _change_tokenizer,
    "weights": _change_weights,
}
