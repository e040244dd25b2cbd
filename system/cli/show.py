"""`assay show`: what one model is, whether it is whole, and whether it can run here."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.filesize import decimal

from system.cli.models import complete_model
from system.cli.output import Json, Outcome, named_values, show
from system.engine.blas import interpose
from system.errors import ModelError
from system.serving import memory, weights
from system.serving.portfolio import Model, end_tokens, locate_model, model_config, read_model

DTYPE_BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
CPU_BYTES = 4
"""On a CPU the engine computes in float32, whatever the weights are stored in."""


@dataclass(slots=True)
class Facts:
    """Everything that is told of a model; None where what is broken keeps it from being known."""

    id: str
    path: str
    origin: str
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
    caches: dict[str, int] = field(default_factory=dict)
    memory: dict[str, int] | None = None
    health: Json = field(default_factory=dict)
    runs_here: Json = field(default_factory=dict)
    blas: str = "none"
    warnings: list[str] = field(default_factory=list)


def show_model(
    model: Annotated[
        str, typer.Argument(help="Name of a known model, or its path.", autocompletion=complete_model)
    ],
) -> Outcome:
    """Say what a model is, whether it is whole, and whether it can run here.

    Reads the small files and the first bytes of the weights. A broken model is described, too.
    """
    facts = _facts(*locate_model(model))
    return Outcome(asdict(facts), lambda: show(named_values(_rows(facts))))


def _facts(path: Path, origin: Any) -> Facts:
    facts = Facts(path.name, str(path), origin)
    try:
        found = _what_config_says(facts, read_model(path, origin))
    except ModelError as error:
        found = [error.message]
    facts.health = {"status": "broken" if found else "whole", "faults": found}
    reason = found[0] if found else _too_large(facts)
    facts.runs_here = {"answer": reason is None, "reason": reason}
    return facts


def _what_config_says(facts: Facts, model: Model) -> list[str]:
    """Fill in what can be known; the faults that were found on the way."""
    config = model_config(model.path)
    facts.architecture, facts.context_tokens = model.architecture, model.context_tokens
    facts.weights_bytes = model.weights_bytes
    quantized = config.get("quantization") or config.get("quantization_config")
    if isinstance(quantized, dict):
        facts.quantization = {name: quantized.get(name) for name in ("bits", "group_size")}
    if broken := weights.faults(model.path):
        return broken
    facts.dtype = weights.stored_dtype(model.path)
    return _what_opening_it_says(facts, model, config)


def _what_opening_it_says(facts: Facts, model: Model, config: Json) -> list[str]:
    """OpenBLAS has to be in place before MLX is imported, so that comes first."""
    blas = interpose("auto")
    from system.engine.inspection import inspect

    seen = inspect(model.path, end_tokens(model.path))
    facts.blas = blas if seen.device == "cpu" else "none"
    facts.parameters, facts.caches = seen.parameters, seen.caches
    facts.template, facts.tools, facts.reasoning = seen.template, seen.tools, seen.reasoning
    facts.end_tokens = [{"id": token, "text": text} for token, text in seen.end_tokens.items()]
    if len(facts.end_tokens) > 1:
        facts.warnings.append(f"it has {len(facts.end_tokens)} end tokens; an answer ends at any of them")
    if not seen.template and not seen.faults:
        facts.warnings.append("it has no chat template: only completions can be asked of it")
    facts.memory = _memory(facts, config, seen.device)
    return seen.faults


def _memory(facts: Facts, config: Json, device: str) -> dict[str, int]:
    item = CPU_BYTES if device == "cpu" else DTYPE_BYTES.get(facts.dtype or "", CPU_BYTES)
    is_plain = facts.quantization is None and facts.parameters is not None
    loaded = (facts.parameters or 0) * item if is_plain else facts.weights_bytes
    cache = memory.cache_bytes(config, facts.context_tokens or 0, item)
    return {
        "estimate_bytes": memory.estimate_bytes(loaded, cache),
        "weights_bytes": loaded,
        "cache_bytes": cache,
        "budget_bytes": memory.budget_bytes(memory.machine_bytes()),
    }


def _too_large(facts: Facts) -> str | None:
    if facts.memory is None or facts.memory["estimate_bytes"] <= facts.memory["budget_bytes"]:
        return None
    needed, allowed = decimal(facts.memory["estimate_bytes"]), decimal(facts.memory["budget_bytes"])
    return f"it takes about {needed}, and a model may have {allowed} of this machine's memory"


def _rows(facts: Facts) -> list[tuple[str, str]]:
    runs = facts.runs_here
    ends = ", ".join(f"{end['text']} ({end['id']})" for end in facts.end_tokens)
    caches = ", ".join(f"{count} x {kind}" for kind, count in facts.caches.items())
    return [
        ("model", facts.id),
        ("path", facts.path),
        ("architecture", facts.architecture or "?"),
        ("parameters", _number(facts.parameters)),
        ("size", decimal(facts.weights_bytes)),
        ("precision", _precision(facts)),
        ("context", f"{_number(facts.context_tokens)} tokens"),
        ("chat template", _yes(facts.template)),
        ("tools", _yes(facts.tools)),
        ("reasoning", _yes(facts.reasoning)),
        ("end tokens", ends or "?"),
        ("caches", caches or "?"),
        ("memory", _memory_told(facts)),
        ("BLAS", facts.blas),
        ("health", "; ".join(facts.health["faults"]) or "whole"),
        ("runs here", "yes" if runs["answer"] else f"no: {runs['reason']}"),
        *(("warning", warning) for warning in facts.warnings),
    ]


def _precision(facts: Facts) -> str:
    quantized = facts.quantization
    bits = f", quantized to {quantized['bits']} bits" if quantized else ""
    return f"{facts.dtype or '?'}{bits}"


def _memory_told(facts: Facts) -> str:
    if facts.memory is None:
        return "?"
    estimate, budget = (decimal(facts.memory[f"{name}_bytes"]) for name in ("estimate", "budget"))
    return f"about {estimate} for one conversation of full length, of {budget} that it may have"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _number(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"
