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
        "health": {"status": facts.health, "faults": _faults(facts)},
        "runs_here": {"answer": facts.reason is None, "reason": facts.reason},
        "warnings": facts.warnings,
    }


def precision(facts: Facts) -> str:
    """How the weights are stored."""
    if facts.quantization and facts.quantization.get("bits"):
        return f"{facts.quantization['bits']} bits"
    return facts.dtype or "?"


def here(facts: Facts) -> str:
    """Whether it can run here, and why not, or not for everything."""
    if facts.reason is not None:
        return f"no: {facts.reason}"
    return f"yes, but it can't chat: {facts.chat_fault}" if facts.chat_fault else "yes"


def health(facts: Facts) -> str:
    """Whether it is whole, and what is broken."""
    found = "; ".join(_faults(facts))
    return f"broken for chat: {found}" if facts.health == "broken_for_chat" else found or "whole"


def _faults(facts: Facts) -> list[str]:
    return [*facts.faults, *([facts.chat_fault] if facts.chat_fault else [])]


def number(count: int | None) -> str:
    return "?" if count is None else f"{count:,}"


def bytes_told(count: Any) -> str:
    return "?" if count is None else size(count)
