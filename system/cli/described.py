"""A model as `assay list` and `assay show` tell it, to programs and to people."""

from dataclasses import asdict
from typing import Any

from system.cli.output import Json
from system.serving.facts import Facts
from system.serving.memory import size


def as_json(facts: Facts) -> Json:
    """What the envelope's schema calls a model."""
    place, need = facts.place, facts.need
    return {
        "id": place.id,
        "path": str(place.path),
        "origin": place.origin,
        "revision": place.revision,
        "architecture": facts.architecture,
        "parameters": facts.parameters,
        "weights_bytes": facts.weights_bytes,
        "dtype": facts.dtype,
        "quantization": facts.quantization,
        "context_tokens": facts.context_tokens,
        "template": facts.template,
        "tools": facts.tools,
        "reasoning": facts.reasoning,
        "end_tokens": facts.end_tokens,
        "cache_kinds": facts.cache_kinds,
        "memory": {**asdict(need), "estimate_bytes": need.estimate_bytes} if need is not None else None,
        "known_problems": [asdict(problem) for problem in facts.problems],
        "health": {"status": "broken" if facts.faults else "whole", "faults": facts.faults},
        "runs_here": {"answer": facts.reason is None, "reason": facts.reason},
        "warnings": facts.warnings,
    }


def precision(facts: Facts) -> str:
    """How the weights are stored."""
    if facts.quantization and facts.quantization.get("bits"):
        return f"{facts.quantization['bits']} bits"
    return facts.dtype or "?"


def here(facts: Facts) -> str:
    """Whether it can run here, and why not."""
    return "yes" if facts.reason is None else f"no: {facts.reason}"


def number(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"


def bytes_told(count: Any) -> str:
    return "?" if count is None else size(count)
