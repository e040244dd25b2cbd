"""What can be told of a model by opening it without reading its weights."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import make_prompt_cache
from mlx_lm.utils import get_total_parameters, load_model, load_tokenizer

from system.engine.markup import markup_of

GREETING = [{"role": "user", "content": "Hello."}]


@dataclass(slots=True)
class Inspection:
    """`caches` counts the layers by their kind of cache; `faults` say what could not be opened, and why."""

    parameters: int | None = None
    caches: dict[str, int] = field(default_factory=dict)
    end_tokens: dict[int, str] = field(default_factory=dict)
    template: bool = False
    tools: bool = False
    reasoning: bool = False
    device: str = "cpu"
    faults: list[str] = field(default_factory=list)


def inspect(directory: Path, end_tokens: Any) -> Inspection:
    """Open the network and the tokenizer at `directory`; `end_tokens` are the ids that its config names."""
    found = Inspection(device="cpu" if mx.default_device() == mx.Device(mx.cpu) else "gpu")
    for part, look in (("tokenizer", _look_at_tokenizer), ("weights", _look_at_network)):
        try:
            look(found, directory, end_tokens)
        except Exception as error:
            # mlx-lm and transformers raise whatever a model's own files make them raise.
            found.faults.append(f"its {part} can't be opened: {error}".splitlines()[0])
    return found


def _look_at_network(found: Inspection, directory: Path, end_tokens: Any) -> None:
    network, _ = load_model(directory, lazy=True)
    found.parameters = int(get_total_parameters(network))
    found.caches = dict(Counter(type(layer).__name__ for layer in make_prompt_cache(network)))


def _look_at_tokenizer(found: Inspection, directory: Path, end_tokens: Any) -> None:
    if not (directory / "tokenizer.json").is_file():
        raise FileNotFoundError("there is no tokenizer.json")
    tokenizer = load_tokenizer(directory, eos_token_ids=end_tokens)
    ends = sorted(tokenizer.eos_token_ids)
    found.end_tokens = {token: str(tokenizer.convert_ids_to_tokens(token)) for token in ends}
    markup = markup_of(tokenizer)
    found.tools, found.reasoning = markup.calls is not None, markup.reasoning is not None
    if not ends:
        raise ValueError("it names no end token")
    if not tokenizer.has_chat_template:
        return
    try:
        tokenizer.apply_chat_template(GREETING, add_generation_prompt=True, tokenize=False)
        found.template = True
    except Exception as error:
        found.faults.append(f"its chat template does not render: {error}".splitlines()[0])
