"""The served model as an outsider can know it: from the files that `assay list` points at."""

import json
import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from steps.drivers.deadlines import START_SECONDS
from steps.drivers.process import COMMAND

BUNDLED = "assay-dense"
SHIPPED = Path(__file__).resolve().parents[2] / "system" / "models"
"""The folder of the models that ship, each in one of its own."""
FORBIDDEN = -100.0
WANTED = 100.0
MARK = re.compile(r"</?\w+>")
HIGH_BYTES = [chr(byte) for byte in range(0xA1, 0x100) if byte != 0xAD]
"""How byte-level BPE writes most bytes above 127: as the Latin-1 character of that number (GPT-2's)."""


def repository_of(model: Path) -> Path:
    """The folder with all that is a model's: in a Hugging Face cache, its blobs and references, too."""
    return model.parents[1] if model.parent.name == "snapshots" else model


@dataclass(frozen=True)
class Model:
    """A model directory."""

    path: Path

    @cached_property
    def end_tokens(self) -> list[int]:
        """The ids that end an answer, from both files that may name them."""
        named = [
            _read(self.path / file).get("eos_token_id") for file in ("config.json", "generation_config.json")
        ]
        lists = [ids if isinstance(ids, list) else [ids] for ids in named if ids is not None]
        return sorted({token for ids in lists for token in ids})

    @property
    def known_problems(self) -> list[dict[str, str]]:
        """`what` it is known to get wrong and `since` when, as the file beside it says."""
        file = self.path / "known_problems.toml"
        told = tomllib.loads(file.read_text()) if file.exists() else {}
        return [{"what": problem["what"], "since": str(problem["since"])} for problem in told.values()]

    @cached_property
    def vocabulary(self) -> int:
        size: int = _read(self.path / "config.json")["vocab_size"]
        return size

    def cache_bytes_per_token(self, bytes_per_number: int = 4) -> int:
        """Keys and values of one token in every layer; a number takes 4 bytes on a CPU."""
        config = _read(self.path / "config.json")
        heads = config["num_key_value_heads"] * config["head_dim"]
        return int(2 * config["num_hidden_layers"] * heads * bytes_per_number)

    def endless(self, tokens: int) -> dict[str, Any]:
        """Parameters that make an answer exactly `tokens` long: every end token is forbidden."""
        return {"max_tokens": tokens, "logit_bias": {str(token): FORBIDDEN for token in self.end_tokens}}

    def silent(self) -> dict[str, Any]:
        """Parameters that make an answer end before its first word: an end token is all but certain."""
        return {"logit_bias": {str(self.end_tokens[-1]): WANTED}}

    @cached_property
    def control_tokens(self) -> dict[int, str]:
        """The added tokens that steer the model: special ones, and marks such as <tool_call>."""
        added = _read(self.path / "tokenizer.json")["added_tokens"]
        return {t["id"]: t["content"] for t in added if t["special"] or MARK.fullmatch(t["content"])}

    def any_bytes(self, tokens: int) -> dict[str, Any]:
        """Parameters for an answer of bytes above 127, whole characters or not, exactly `tokens` long."""
        words = _read(self.path / "tokenizer.json")["model"]["vocab"]
        high = {str(words[name]): WANTED for name in HIGH_BYTES if name in words}
        ends = {str(token): FORBIDDEN for token in self.end_tokens}
        return {"max_tokens": tokens, "temperature": 2, "logprobs": True, "logit_bias": high | ends}


@cache
def known_model(name: str) -> Model:
    """A model by its path, or by its id in `assay list --json`; AssertionError where there is none."""
    if Path(name).is_dir():
        return Model(Path(name).resolve())
    command = [str(COMMAND), "list", "--json"]
    run = subprocess.run(command, capture_output=True, check=True, timeout=START_SECONDS, text=True)
    models = {model["id"]: model["path"] for model in json.loads(run.stdout)["data"]["models"]}
    assert name in models, f"There is no model {name!r}, only {sorted(models)}"
    return Model(Path(models[name]))


def bundled_model() -> Model:
    """The model that a server without settings serves."""
    return known_model(BUNDLED)


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text())
    return content
