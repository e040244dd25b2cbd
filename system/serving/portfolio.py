"""The models that can be served: those that ship with Assay, and any model directory named by its path.

A model is what its files are, never what a list says: a directory with a `config.json` that names a
`model_type`, and weights beside it.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from system.errors import ModelError

BUNDLED_DIRECTORY = Path(__file__).resolve().parent.parent / "models"

Origin = Literal["bundled", "path"]


@dataclass(frozen=True, slots=True)
class Model:
    """A model directory, as it can be told from its small files; nothing of it has been loaded."""

    id: str
    path: Path
    origin: Origin
    architecture: str
    context_tokens: int | None
    weights_bytes: int


@dataclass(frozen=True, slots=True)
class SamplingDefaults:
    """What a request gets that names no value: its `generation_config.json`, else OpenAI's defaults."""

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    repetition_penalty: float = 1.0


def bundled_models() -> list[Model]:
    """Every model that ships with Assay, by name; a directory that is no model is left out."""
    directories = sorted(path.parent for path in BUNDLED_DIRECTORY.glob("*/config.json"))
    return [read_model(path, "bundled") for path in directories if any(path.glob("*.safetensors"))]


def find_model(name: str) -> Model:
    """The bundled model of that name, or the model at that path.

    Raises ModelError (step `find` or `config`) with the names that are known.
    """
    return read_model(*locate_model(name))


def locate_model(name: str) -> tuple[Path, Origin]:
    """Where the bundled model of that name is, or the folder at that path, whatever is in it.

    Raises ModelError (step `find`) with the names that are known.
    """
    known = bundled_models()
    for model in known:
        if model.id == name:
            return model.path, model.origin
    path = Path(name).expanduser()
    if not path.is_dir():
        raise ModelError(
            f"there is no model {name!r}: name one of {', '.join(model.id for model in known)}, "
            "or the path of a model directory",
            step="find",
        )
    return path.resolve(), "path"


def model_config(path: Path) -> dict[str, Any]:
    """The model's `config.json`. Raises ModelError when it can't be read."""
    return _read_json(path / "config.json")


def end_tokens(path: Path) -> Any:
    """The ids that end an answer: those of `generation_config.json`, else of `config.json`, as written there.

    Raises ModelError when one of the files is there and can't be read.
    """
    file = path / "generation_config.json"
    given = _read_json(file).get("eos_token_id") if file.exists() else None
    return model_config(path).get("eos_token_id") if given is None else given


def read_model(path: Path, origin: Origin) -> Model:
    """What `config.json` at `path` says. Raises ModelError when it or the weights are missing or broken."""
    config = _read_json(path / "config.json")
    if not isinstance(config.get("model_type"), str):
        raise ModelError(
            f"{path / 'config.json'} names no model_type: this is no model directory", step="config"
        )
    weights = [file.stat().st_size for file in path.glob("*.safetensors")]
    if not weights:
        raise ModelError(f"{path} holds no *.safetensors: the weights are missing", step="find")
    text = config.get("text_config")
    limits = config if not isinstance(text, dict) else {**config, **text}
    context = limits.get("max_position_embeddings")
    return Model(
        id=path.name,
        path=path,
        origin=origin,
        architecture=config["model_type"],
        context_tokens=context if isinstance(context, int) else None,
        weights_bytes=sum(weights),
    )


def sampling_defaults(path: Path) -> SamplingDefaults:
    """The model's own sampling, where `generation_config.json` gives one. `do_sample: false` means greedy.

    Raises ModelError when the file is there and can't be read.
    """
    file = path / "generation_config.json"
    config = _read_json(file) if file.exists() else {}
    given = {
        name: kind(config[name])
        for name, kind in (
            ("temperature", float),
            ("top_p", float),
            ("top_k", int),
            ("min_p", float),
            ("repetition_penalty", float),
        )
        if isinstance(config.get(name), int | float)
    }
    if config.get("do_sample") is False:
        given["temperature"] = 0.0
    return SamplingDefaults(**given)  # type: ignore[arg-type]


def _read_json(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} can't be read: {error}", step="config") from error
    if not isinstance(content, dict):
        raise ModelError(f"{file} is not a JSON object", step="config")
    return content
