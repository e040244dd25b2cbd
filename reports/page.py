"""The report as one HTML file that needs nothing else: no network, no fonts, no script library."""

import re
import shlex
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import jinja2
import msgspec

from reports import drawings, records
from reports.matrix import Matrix
from reports.records import Outcome
from reports.results import Publication, Results, Run

SLOWEST_SHOWN = 10
LOG_TAIL_LINES = 40
EXCHANGES_SHOWN = 3
OUTCOME_NAMES = {
    Outcome.PROVEN: ("proven", "✓"),
    Outcome.BROKEN: ("broken", "✗"),
    Outcome.GAP: ("gap", "△"),
    Outcome.NOT_APPLICABLE: ("na", "—"),
    Outcome.NOT_RUN: ("unrun", "○"),
}
SPOKEN = {"cpu": "the CPU", "gpu": "the GPU", "openblas": "OpenBLAS"}
# How hamcrest words a mismatch.
EXPECTATION = re.compile(r"Expected: (?P<expected>.*?)\n\s+but: (?:was )?(?P<got>.*?)\s*\Z", re.DOTALL)


class Difference(msgspec.Struct, frozen=True):
    """What a failing step expected and what it got."""

    expected: str
    got: str


class Word(msgspec.Struct, frozen=True):
    """One entry of the step glossary."""

    pattern: str
    definition: str
    uses: int


def render(publication: Publication) -> str:
    """The whole page as text."""
    results = publication.results
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            publication=publication,
            results=results,
            run=results.run,
            opening=opening(results),
            circumstances=circumstances(results.run),
            capabilities=capabilities(results.features),
            broken=[scenario for scenario in results.scenarios if scenario.outcome is Outcome.BROKEN],
            gauges=drawings.gauges(results.scenarios),
            slowest=slowest(results.scenarios),
            glossary=glossary(results.scenarios),
            exchanges_shown=EXCHANGES_SHOWN,
            by_location={scenario.location: scenario for scenario in results.scenarios},
        )
    )


def render_matrix(matrix: Matrix) -> str:
    """The page of a check of several models."""
    return _environment().get_template("models.html.j2").render(matrix=matrix)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(duration=duration, moment=moment, slug=slug, paragraphs=paragraphs)
    environment.globals.update(
        names=OUTCOME_NAMES,
        by_rule=by_rule,
        rerun=rerun,
        difference=difference,
        blame=blame,
        log_tails=log_tails,
    )
    return environment


def sentence(results: Results) -> str:
    """The report in one sentence: what was proven, what is broken, what was not run, and where."""
    return f"{opening(results)}, {circumstances(results.run)}."


def opening(results: Results) -> str:
    """`12 scenarios proven, 1 broken and 3 not run`; what is none is not said, but for broken and not run."""
    outcomes = results.outcomes
    always = (Outcome.PROVEN, Outcome.BROKEN, Outcome.NOT_RUN)
    said = [
        f"{count or 'none'} {_counted(outcome, count)}"
        for outcome, count in outcomes.items()
        if count or outcome in always
    ]
    noun = "scenario" if outcomes[Outcome.PROVEN] == 1 else "scenarios"
    said[0] = f"{outcomes[Outcome.PROVEN] or 'No'} {noun} proven"
    return f"{', '.join(said[:-1])} and {said[-1]}"


def _counted(outcome: Outcome, count: int) -> str:
    return "known gaps" if outcome is Outcome.GAP and count > 1 else str(outcome)


def circumstances(run: Run) -> str:
    """Machine, model, device, commit and date, and plainly whether Metal was there."""
    machine, facts = run.machine, run.facts
    target = next((pair.partition("=")[2] for pair in run.userdata if pair.startswith("target=")), "")
    memory = f"{machine.memory_bytes / 2**30:.1f}"
    parts = [
        f"on {machine.processor} ({machine.cores} cores, {memory} GiB, {machine.system})",
        f"against {target}" if target else "",
        f"with {facts.get('model') or 'no model named'}{_device(facts)}",
        f"at commit {run.commit.id[:10]}{' with changes' if run.commit.changed else ''}"
        if run.commit.id
        else "",
        f"on {moment(run.started)}",
        "on Metal" if run.on_metal else "not on Metal",
    ]
    return ", ".join(part for part in parts if part)


def capabilities(features: Sequence[records.Feature]) -> list[tuple[str, list[records.Feature]]]:
    """The features by capability, which is their folder."""
    return [(_capability(folder), list(group)) for folder, group in groupby(features, key=_folder)]


def by_rule(feature: records.Feature) -> list[tuple[records.Rule | None, list[records.Scenario]]]:
    """A feature's scenarios by rule, in their order; those under no rule have None."""
    rules = {rule.title: rule for rule in feature.rules}
    return [
        (rules.get(title), list(group))
        for title, group in groupby(feature.scenarios, key=lambda each: each.rule)
    ]


def slowest(scenarios: Iterable[records.Scenario]) -> list[records.Scenario]:
    """The ten that took longest."""
    ran = [scenario for scenario in scenarios if scenario.seconds]
    return sorted(ran, key=lambda scenario: -scenario.seconds)[:SLOWEST_SHOWN]


def glossary(scenarios: Iterable[records.Scenario]) -> list[Word]:
    """Every sentence the features use, with the place that defines it and how often it is used."""
    uses = Counter(
        (step.pattern, step.definition) for each in scenarios for step in each.steps if step.definition
    )
    return [Word(*words, count) for words, count in sorted(uses.items(), key=lambda item: item[0][0].lower())]


def blame(scenario: records.Scenario) -> records.Step | None:
    """The step a broken scenario failed at; None where a hook or its process is to blame."""
    innocent = ("passed", "skipped", "untested", "executing")
    return next((step for step in scenario.steps if step.status not in innocent), None)


def difference(scenario: records.Scenario) -> Difference | None:
    """What was expected and got: as recorded, or as the assertion worded it."""
    recorded = scenario.evidence_of("expected_got")
    if recorded:
        return Difference(recorded[-1]["expected"], recorded[-1]["got"])
    step = blame(scenario)
    worded = EXPECTATION.search(step.error) if step else None
    return Difference(worded["expected"], worded["got"]) if worded else None


def log_tails(scenario: records.Scenario) -> list[tuple[str, str]]:
    """The last lines of each log of the scenario's processes, or of its own output; empty ones left out."""
    logs = [(entry["source"], entry["text"]) for entry in scenario.evidence_of("log")]
    said = logs or [("output", scenario.output.replace(scenario.error, ""))]
    tails = ((source, "\n".join(text.strip().splitlines()[-LOG_TAIL_LINES:])) for source, text in said)
    return [(source, tail) for source, tail in tails if tail]


def rerun(scenario: records.Scenario, run: Run) -> str:
    """The command that runs one scenario again, with the same target and settings."""
    return shlex.join(
        ["behave", *(part for pair in run.userdata for part in ("-D", pair)), scenario.location]
    )


def duration(seconds: float) -> str:
    """`0.42 s`, `12 s`, `3 min 5 s`: three figures at most."""
    if seconds < 60:
        return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def moment(seconds: float) -> str:
    """A time since the epoch as `20 November 2026, 14:02 UTC`."""
    return time.strftime("%-d %B %Y, %H:%M UTC", time.gmtime(seconds))


def slug(text: str) -> str:
    """A text as an anchor."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def paragraphs(prose: str) -> list[str]:
    """Prose as its paragraphs, with the lines of each joined."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", prose) if part.strip()]


def _device(facts: Mapping[str, str]) -> str:
    wording = {"dtype": "in", "device": "on", "blas": "through"}
    said = (
        f" {word} {SPOKEN.get(facts[name], facts[name])}" for name, word in wording.items() if facts.get(name)
    )
    return "".join(said)


def _folder(feature: records.Feature) -> str:
    parts = Path(feature.file).parent.parts
    return parts[1] if len(parts) > 1 else ""


def _capability(folder: str) -> str:
    return folder.replace("_", " ").capitalize() or "Features"
