"""The served model as an outsider can know it: from the files that `assay list` points at."""

import json
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from steps.drivers.deadlines import START_SECONDS
from steps.drivers.process import COMMAND

BUNDLED = "assay-dense"
FORBIDDEN = -100.0


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


@cache
def bundled_model() -> Model:
    """The model that a server without settings serves, found with `assay list --json`."""
    run = subprocess.run(
        [str(COMMAND), "list", "--json"], capture_output=True, check=True, timeout=START_SECONDS, text=True
    )
    models = json.loads(run.stdout)["data"]["models"]
    return next(Model(Path(model["path"])) for model in models if model["id"] == BUNDLED)


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file.read_text())
    return content
