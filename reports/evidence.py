"""What a scenario leaves behind for the report: measurements, exchanges, logs and facts of the run.

Steps and hooks call these functions with behave's context; the formatter writes what they recorded beside
the scenario's outcome. Evidence belongs to the current scenario, to the feature where none is running (a
feature's fixture), or to the run as a whole (`before_all`). It is a list of plain dicts, `assay_evidence`,
one per call, each with its `kind`:

    measurement   name, value, unit, at_most | at_least, requirement, n, samples  -> drawn against its target
    exchange      request, response                            -> shown where the scenario failed
    log           text, source                                 -> its tail shown where the scenario failed
    expected_got  expected, got                                -> shown in place of what the error text says
    run           model, fingerprint, device, blas, ...        -> the report's opening sentence
    known_problem model, what, since                           -> listed among the model's known problems
    reason        text                                         -> why a skipped scenario does not apply

Only `not_applicable` decides anything. Keys and other secrets have no place in evidence: the report is a
file that people pass around.

    from reports import evidence

    evidence.measurement(context, "Answer, slowest of five", 1.41, "s", at_most=2.0, requirement="ISO-5", n=5)
    evidence.exchange(context, "POST /v1/chat/completions\\n\\n{...}", "200 OK\\n\\n{...}")
    evidence.log(context, server.log_text())
    evidence.run(context, model="assay-dense", fingerprint="3f9c...", device="cpu", blas="openblas")
    evidence.not_applicable(context, "the target keeps no agents")
"""

from collections.abc import Sequence
from typing import Any

from behave.runner import Context

ATTRIBUTE = "assay_evidence"
TEXT_LIMIT_CHARACTERS = 20_000
EXCHANGES_KEPT = 12

Evidence = dict[str, Any]


def measurement(
    context: Context,
    name: str,
    value: float,
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    requirement: str | None = None,
    n: int = 1,
    samples: Sequence[float] = (),
) -> None:
    """Record a figure with its unit and, where one is promised, its target.

    `n` says how many observations the value stands for; `samples` holds them where they are worth drawing.
    A figure that misses its target is shown as missed; whether the scenario fails is the step's own decision.
    """
    _record(
        context,
        "measurement",
        name=name,
        value=float(value),
        unit=unit,
        at_most=at_most,
        at_least=at_least,
        requirement=requirement,
        n=max(n, len(samples)),
        samples=[float(sample) for sample in samples],
    )


def exchange(context: Context, request: str, response: str) -> None:
    """Record a request and its answer, each cut to 20,000 characters; a scenario's last twelve are kept."""
    _record(context, "exchange", request=_head(request), response=_head(response))
    _forget_oldest(_evidence_of(context), "exchange", EXCHANGES_KEPT)


def log(context: Context, text: str, source: str = "server") -> None:
    """Record the tail of a process's log, at most 20,000 characters of it."""
    _record(context, "log", source=source, text=text[-TEXT_LIMIT_CHARACTERS:])


def expected_got(context: Context, expected: object, got: object) -> None:
    """Record both sides of a comparison where an assertion's message would say too little."""
    _record(context, "expected_got", expected=_head(str(expected)), got=_head(str(got)))


def run(context: Context, **facts: str | int | float | bool | None) -> None:
    """Record what served this run: `model`, `fingerprint`, `device`, `blas`, `dtype` or other facts."""
    _record(context, "run", **facts)


def known_problem(context: Context, model: str, what: str, since: str) -> None:
    """Record what the model that serves is known to get wrong, whether or not a scenario shows it."""
    _record(context, "known_problem", model=model, what=what, since=since)


def not_applicable(context: Context, reason: str) -> None:
    """Skip the current scenario: the target does not offer what it needs, and the report shows the reason."""
    _record(context, "reason", text=reason)
    context.scenario.skip(reason)


def evidence_of(holder: object) -> list[Evidence]:
    """What was recorded on a scenario or feature, oldest first; the formatter's side of the protocol."""
    return list(getattr(holder, ATTRIBUTE, ()))


def _record(context: Context, kind: str, **values: object) -> None:
    _evidence_of(context).append({"kind": kind, **values})


def _evidence_of(context: Context) -> list[Evidence]:
    parts = (getattr(context, part, None) for part in ("scenario", "feature", "config"))
    holder = next(part for part in parts if part is not None)
    if not hasattr(holder, ATTRIBUTE):
        setattr(holder, ATTRIBUTE, [])
    recorded: list[Evidence] = getattr(holder, ATTRIBUTE)
    return recorded


def _forget_oldest(recorded: list[Evidence], kind: str, kept: int) -> None:
    same = [entry for entry in recorded if entry["kind"] == kind]
    for entry in same[:-kept]:
        recorded.remove(entry)


def _head(text: str) -> str:
    if len(text) <= TEXT_LIMIT_CHARACTERS:
        return text
    return f"{text[:TEXT_LIMIT_CHARACTERS]}\n… {len(text) - TEXT_LIMIT_CHARACTERS} characters more"
