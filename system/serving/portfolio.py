"""The models that can be served: found by name among those of this machine, or named by their path.

A model is what its files are, never what a list says: a directory with a `config.json` that names a
`model_type`, and weights beside it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from system.errors import ModelError
from system.serving.places import Origin, Place, places
from system.serving.weights import PATTERN, stored_bytes

CONTEXT_KEYS = ("max_position_embeddings", "model_max_length", "n_positions", "max_seq_len", "seq_length")
NAMED = 12
"""How many names an error lists."""


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


def find_model(name: str, folders: Sequence[Path] = ()) -> Model:
    """The model of that name on this machine, or the model at that path.

    Raises ModelError (step `find` or `config`) with the names that are known.
    """
    return read_model(locate_model(name, folders))


def locate_model(name: str, folders: Sequence[Path] = ()) -> Place:
    """Where the model of that name is, or the folder at that path, whatever is in it, by its name.

    Raises ModelError (step `find`) with the names that are known.
    """
    known = places(folders)
    for place in known:
        if name in (place.id, *place.other_ids):
            return place
    try:
        path = Path(name).expanduser()
        is_there = path.is_dir()
    except (OSError, RuntimeError, ValueError) as error:
        raise ModelError(f"{name!r} can't be a model's name or path: {error}", step="find") from error
    if is_there:
        path = path.resolve()
        named = (place for place in known if place.path.resolve() == path)
        return next(named, Place(path.name, path, "path"))
    names = [place.id for place in known]
    more = f" and {len(names) - NAMED} more (assay list)" if len(names) > NAMED else ""
    raise ModelError(
        f"there is no model {name!r}: name one of {', '.join(names[:NAMED])}{more}, "
        "or the path of a model directory",
        step="find",
    )


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


def end_word(path: Path) -> str | None:
    """The word that ends an answer where no configuration gives an id: as `tokenizer_config.json` writes it.

    Raises ModelError when the file is there and can't be read.
    """
    file = path / "tokenizer_config.json"
    given = _read_json(file).get("eos_token") if file.exists() else None
    word = given.get("content") if isinstance(given, dict) else given
    return word if isinstance(word, str) else None


def context_tokens(config: dict[str, Any]) -> int | None:
    """How many tokens a model's configuration allows."""
    text = config.get("text_config")
    sources = (config, text if isinstance(text, dict) else {})
    found = (source.get(key) for source in sources for key in CONTEXT_KEYS)
    return next((value for value in found if isinstance(value, int) and value > 0), None)


def read_model(place: Place) -> Model:
    """What `config.json` says. Raises ModelError when it or the weights are missing or broken."""
    if place.fault is not None:
        raise ModelError(f"{place.id}: {place.fault}", step="find")
    config = model_config(place.path)
    if not isinstance(config.get("model_type"), str):
        raise ModelError(
            f"{place.path / 'config.json'} names no model_type: this is no model directory", step="config"
        )
    if not any(place.path.glob(PATTERN)):
        raise ModelError(f"{place.path} holds no {PATTERN}: the weights are missing", step="find")
    return Model(
        id=place.id,
        path=place.path,
        origin=place.origin,
        architecture=config["model_type"],
        context_tokens=context_tokens(config),
        weights_bytes=stored_bytes(place.path),
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
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{file} can't be read: {error}", step="config") from error
    if not isinstance(content, dict):
        raise ModelError(f"{file} is not a JSON object", step="config")
    return content
