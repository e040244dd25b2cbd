"""`assay show`: what one model is, whether it is whole, and whether it can run here."""

from dataclasses import dataclass, field
from typing import Annotated

import typer

from system.cli.described import as_json, bytes_told, health, here, number, precision
from system.cli.models import FoldersOption, complete_model
from system.cli.output import Outcome, named_values, show
from system.engine import catalogue
from system.engine.blas import interpose
from system.serving.facts import Facts, facts_of
from system.serving.portfolio import end_tokens, locate_model
from system.settings import read_settings


@dataclass(slots=True)
class Opened:
    """What only opening a model shows: how many layers have which cache, and what multiplies for it."""

    caches: dict[str, int] = field(default_factory=dict)
    blas: str = "none"


def show_model(
    model: Annotated[
        str, typer.Argument(help="Name of a known model, or its path.", autocompletion=complete_model)
    ],
    model_folders: FoldersOption = None,
) -> Outcome:
    """Say what a model is, whether it is whole, and whether it can run here.

    Reads the small files and the first bytes of the weights, and opens a
    model that can run without loading it. A broken one is described, too.
    """
    settings = read_settings(model_folders=model_folders)
    facts = facts_of(locate_model(model, settings.model_folders), settings)
    opened = Opened() if facts.faults or facts.unfit else _open(facts)
    data = {**as_json(facts), "caches": opened.caches, "blas": opened.blas}
    return Outcome(data, lambda: show(named_values(_rows(facts, opened))))


def _open(facts: Facts) -> Opened:
    """Let mlx-lm say more, which counts. OpenBLAS comes first: it has to be in place before MLX is."""
    blas = interpose("auto")
    catalogue.leave_out()
    from system.engine.inspection import inspect

    seen = inspect(facts.place.path, end_tokens(facts.place.path))
    facts.faults += seen.faults
    facts.parameters = seen.parameters if seen.parameters is not None else facts.parameters
    facts.template, facts.tools, facts.reasoning = seen.template, seen.tools, seen.reasoning
    facts.end_tokens = [{"id": token, "text": text} for token, text in seen.end_tokens.items()]
    facts.cache_kinds = sorted(seen.caches) or facts.cache_kinds
    return Opened(seen.caches, blas if seen.device == "cpu" else "none")


def _rows(facts: Facts, opened: Opened) -> list[tuple[str, str]]:
    ends = ", ".join(f"{end['text'] or '?'} ({end['id']})" for end in facts.end_tokens)
    counted = ", ".join(f"{count} x {kind}" for kind, count in opened.caches.items())
    return [
        ("model", facts.place.id),
        ("path", str(facts.place.path)),
        *([("revision", facts.place.revision)] if facts.place.revision else []),
        ("architecture", facts.architecture or "?"),
        ("parameters", number(facts.parameters)),
        ("size", bytes_told(facts.weights_bytes)),
        ("precision", precision(facts)),
        ("context", f"{number(facts.context_tokens)} tokens"),
        ("chat template", _yes(facts.template)),
        ("tools", _yes(facts.tools)),
        ("reasoning", _yes(facts.reasoning)),
        ("end tokens", ends or "?"),
        ("caches", counted or ", ".join(facts.cache_kinds or []) or "?"),
        ("memory", _memory(facts)),
        ("BLAS", opened.blas),
        ("health", health(facts)),
        ("runs here", here(facts)),
        *(("warning", warning) for warning in facts.warnings),
        *(("known problem", f"{each.what} (since {each.since}; {each.evidence})") for each in facts.problems),
    ]


def _memory(facts: Facts) -> str:
    if facts.need is None:
        return "?"
    estimate, cache, budget = map(
        bytes_told, (facts.need.estimate_bytes, facts.need.cache_bytes, facts.need.budget_bytes)
    )
    return f"about {estimate}, {cache} of it for conversations of full length; it may take {budget}"


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
