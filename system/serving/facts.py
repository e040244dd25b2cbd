"""What can be told of a model from its files: what it is, whether it is whole, whether it can run here.

Small files, and the first bytes of the weights; MLX is not imported. A model that is broken is described as
far as it can be read, and never an error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from system.errors import ModelError
from system.serving import support, weights
from system.serving.chat_template import try_template
from system.serving.gate import need_of
from system.serving.memory import Need
from system.serving.places import Place
from system.serving.portfolio import context_tokens, end_tokens, end_word, model_config
from system.serving.problems import Problem, known_problems
from system.serving.tokens import FILE as TOKENIZER
from system.serving.tokens import read_tokenizer
from system.settings import Settings

Json = dict[str, Any]
Health = Literal["whole", "broken_for_chat", "broken"]

FOREIGN = (
    "pytorch_model*.bin",
    "*.gguf",
    "tf_model*.h5",
    "flax_model*.msgpack",
    "*.onnx",
    "*.npz",
    "*.pth",
    "*.pt",
)
"""Weights in other frameworks' formats."""


@dataclass(slots=True)
class Facts:
    """Everything that is told of a model; None where what is broken keeps it from being known.

    `faults` are what is broken; `unfit` says why a model that is whole can't run on any machine, here, and
    `chat_fault` why one that runs can't chat.
    """

    place: Place
    architecture: str | None = None
    parameters: int | None = None
    weights_bytes: int = 0
    dtype: str | None = None
    quantization: Json | None = None
    context_tokens: int | None = None
    template: bool = False
    tools: bool = False
    reasoning: bool = False
    end_tokens: list[Json] = field(default_factory=list)
    cache_kinds: list[str] | None = None
    need: Need | None = None
    problems: list[Problem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unfit: str | None = None
    chat_fault: str | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def health(self) -> Health:
        """Whether it is broken, and whether that leaves anything that can be asked of it."""
        if self.faults:
            return "broken"
        return "broken_for_chat" if self.chat_fault else "whole"

    @property
    def reason(self) -> str | None:
        """The first thing that keeps it from running here; None where nothing does."""
        refusal = self.need.refusal if self.need is not None else None
        return next((found for found in (*self.faults, self.unfit, refusal) if found), None)


def facts_of(place: Place, settings: Settings) -> Facts:
    """Look at a model; `settings` say how it would be served."""
    facts = Facts(place)
    if place.fault is not None:
        facts.faults.append(place.fault)
        return facts
    if place.unfinished:
        facts.warnings.append(f"a download of its repository is unfinished ({place.unfinished} files)")
    for look in (_look_at_config, _look_at_weights, _look_at_words, _look_at_template, _look_at_problems):
        look(facts, settings)
    if len(facts.end_tokens) > 1:
        facts.warnings.append(f"it has {len(facts.end_tokens)} end tokens; an answer ends at any of them")
    return facts


def _look_at_config(facts: Facts, settings: Settings) -> None:
    foreign = sorted(_foreign(facts.place.path))
    if foreign:
        facts.unfit = f"its weights are for another framework ({foreign[0]}): only *.safetensors can be run"
    try:
        config = model_config(facts.place.path)
    except ModelError as error:
        facts.faults += [] if foreign and not (facts.place.path / "config.json").exists() else [error.message]
        return
    facts.context_tokens = context_tokens(config)
    facts.architecture = config.get("model_type") if isinstance(config.get("model_type"), str) else None
    if facts.architecture is None:
        facts.faults.append("config.json names no model_type")
        return
    with _faults_of(facts, "its config.json can't be read"):
        facts.cache_kinds = support.cache_kinds(facts.architecture)
        facts.unfit = facts.unfit or support.hindrance(config)
    if quantized := weights.quantization(config):
        facts.quantization = {name: quantized.get(name) for name in ("bits", "group_size")}


def _look_at_weights(facts: Facts, settings: Settings) -> None:
    directory = facts.place.path
    facts.weights_bytes = weights.stored_bytes(directory)
    if not facts.weights_bytes and facts.unfit:
        return
    found = weights.faults(directory)
    facts.faults += found
    if found or facts.architecture is None:
        return
    with _faults_of(facts, "its weights can't be counted"):
        config = model_config(directory)
        stored = weights.read_weights(directory, config)
        facts.parameters, facts.dtype = stored.parameters, stored.dtype
        facts.need = need_of(config, stored, settings)
        if not facts.need.cache_bytes and any("KV" in kind for kind in facts.cache_kinds or ["KVCache"]):
            facts.warnings.append("its config.json does not say what its caches take: they are not counted")


def _look_at_words(facts: Facts, settings: Settings) -> None:
    """The tokenizer and the end tokens, of a model that could run."""
    if facts.unfit:
        return
    with _faults_of(facts, "its tokenizer can't be read"):
        if not (facts.place.path / TOKENIZER).is_file():
            facts.faults.append(f"there is no {TOKENIZER}")
            return
        tokenizer = read_tokenizer(facts.place.path)
        facts.reasoning = tokenizer.reasons
        ends = end_tokens(facts.place.path)
        if ends is None and (word := end_word(facts.place.path)) is not None:
            ends = tokenizer.id(word)
        ids = sorted({int(end) for end in (ends if isinstance(ends, list) else [ends]) if end is not None})
        facts.end_tokens = [{"id": end, "text": tokenizer.text(end)} for end in ids]
        if not ids:
            facts.faults.append("it names no end token")


def _look_at_template(facts: Facts, settings: Settings) -> None:
    if facts.unfit:
        return
    with _faults_of(facts, "its chat template can't be read"):
        trial = try_template(facts.place.path)
        if trial.fault is not None:
            facts.faults.append(f"its chat template does not render: {trial.fault}")
        facts.template, facts.tools = trial.is_there and trial.fault is None, trial.tools
        facts.reasoning = facts.reasoning or trial.thinks
        if not trial.is_there:
            facts.chat_fault = "no chat template: only /v1/completions can be asked of it"


def _look_at_problems(facts: Facts, settings: Settings) -> None:
    with _faults_of(facts, "its known problems can't be read"):
        facts.problems = known_problems(facts.place.path)


@contextmanager
def _faults_of(facts: Facts, what: str) -> Iterator[None]:
    """What goes wrong inside is a fault of the model's files."""
    try:
        yield
    except ModelError as error:
        facts.faults.append(error.message.partition("\n")[0])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        facts.faults.append(f"{what}: {error}".partition("\n")[0])


def _foreign(directory: Path) -> Iterator[str]:
    """Names of weight files that another framework reads, where there are none that can be run."""
    if any(directory.glob(weights.PATTERN)) or (directory / weights.INDEX).is_file():
        return
    for pattern in FOREIGN:
        yield from (file.name for file in directory.glob(pattern))
