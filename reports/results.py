"""The results of a run, whole: what was planned, laid over with what its processes recorded."""

import re
import shlex
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from reports import records
from reports.machine import Commit, Machine, this_commit, this_machine
from reports.matrix import Matrix
from reports.plan import Plan
from reports.records import Outcome
from reports.requirements import Row
from reports.shards import Result

LOG_TAIL_CHARACTERS = 6_000
FINGERPRINT_SHOWN = 12
KEY = re.compile(r"(key=).+", re.IGNORECASE)
# True of one process at one moment, and so of no interest to a reader.
PASSING_FACTS = ("kind", "pid", "restarts")


class KnownProblem(msgspec.Struct, frozen=True):
    """What a model that served is known to get wrong, in its own words."""

    model: str
    what: str
    since: str


class Run(msgspec.Struct):
    """A run's circumstances: `started` in seconds since the epoch, `facts` as the servers gave them."""

    started: float
    seconds: float
    command: str
    machine: Machine
    commit: Commit
    userdata: list[str] = []
    facts: dict[str, str] = {}
    known_problems: list[KnownProblem] = []

    @property
    def on_metal(self) -> bool:
        """Whether MLX ran on Apple's GPU, by the server's own word."""
        return (
            "gpu" in self.facts.get("device", "").lower() or "metal" in self.facts.get("device", "").lower()
        )


class Counts(msgspec.Struct, frozen=True):
    """The three figures that any test report has."""

    passed: int
    failed: int
    skipped: int

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Results(msgspec.Struct):
    """Everything the report shows; `problems` are the run's own, `findings` those of the lint."""

    run: Run
    features: list[records.Feature]
    problems: list[str] = []
    findings: list[str] = []
    interrupted: bool = False

    @property
    def scenarios(self) -> list[records.Scenario]:
        """Every scenario, in the order of the feature files."""
        return [scenario for feature in self.features for scenario in feature.scenarios]

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many scenarios came to each outcome, zeros included."""
        counted = Counter(scenario.outcome for scenario in self.scenarios)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def counts(self) -> Counts:
        """Proven, broken, and everything that proved nothing."""
        outcomes = self.outcomes
        passed, failed = outcomes[Outcome.PROVEN], outcomes[Outcome.BROKEN]
        return Counts(passed, failed, sum(outcomes.values()) - passed - failed)

    @property
    def is_good(self) -> bool:
        """Whether something was selected, nothing is broken, the run went well and the lint is content."""
        selected = any(scenario.selected for scenario in self.scenarios)
        return selected and not (self.counts.failed or self.problems or self.findings)


class Verified(msgspec.Struct, frozen=True):
    """What the last `assay verify` found of this suite; `started` in seconds since the epoch."""

    sentence: str
    command: str
    started: float
    commit: Commit
    interrupted: bool


class Publication(msgspec.Struct):
    """The results as `report.json` keeps them, with what was counted and looked up on the way."""

    sentence: str
    counts: Counts
    outcomes: dict[str, int]
    junit: Counts
    results: Results
    requirements: list[Row]
    to_come: list[str]
    verified: Verified | None = None
    models: Matrix | None = None


def collect(
    plan: Plan, left: Sequence[Result], *, command: Sequence[str], userdata: Sequence[str], started: float
) -> Results:
    """Lay what the processes left over the plan; what died or never began is said so.

    `command` and `userdata` are kept for whoever wants to run it again, but for the values of keys.
    """
    responsible = {file.name: result for result in left for file in result.files}
    features = [_overlaid(feature, responsible.get(feature.file)) for feature in plan.features]
    run = Run(
        started=started,
        seconds=time.time() - started,
        command=shlex.join(_without_keys(word) for word in command),
        userdata=[_without_keys(pair) for pair in userdata],
        machine=this_machine(),
        commit=this_commit(Path.cwd()),
        facts=_facts(record for result in left for record in result.records),
        known_problems=_known_problems(record for result in left for record in result.records),
    )
    return Results(run, features, [problem for result in left for problem in _problems(result)])


def _without_keys(word: str) -> str:
    """`key=sk-1234` as `key=KEY`: a report is a file that people pass around."""
    return KEY.sub(r"\1KEY", word)


def _overlaid(planned: records.Feature, result: Result | None) -> records.Feature:
    if result is None:
        return planned
    finished = {record.location: record for record in result.records if isinstance(record, records.Scenario)}
    begun = {record.location: record.at for record in result.records if isinstance(record, records.Started)}
    features = (record for record in result.records if isinstance(record, records.Feature))
    feature = next((record for record in features if record.file == planned.file), planned)
    feature.scenarios = [
        finished.get(scenario.location) or _unfinished(scenario, begun.get(scenario.location), result)
        for scenario in planned.scenarios
    ]
    return feature


def _unfinished(scenario: records.Scenario, started: float | None, result: Result) -> records.Scenario:
    """A scenario its process has no result of: broken if it had begun, not run if it had not."""
    if not scenario.selected:
        return scenario
    why = result.problem or "its process ended early"
    if started is None:
        scenario.reason = f"not reached: {why}"
        return scenario
    scenario.started, scenario.outcome, scenario.status, scenario.reason = (
        started,
        Outcome.BROKEN,
        "error",
        "",
    )
    scenario.error = f"The scenario never ended: {why}."
    scenario.output = result.output[-LOG_TAIL_CHARACTERS:]
    return scenario


def _problems(result: Result) -> Iterable[str]:
    if result.problem:
        yield f"{_last_place(result)}: {result.problem}\n{result.output[-LOG_TAIL_CHARACTERS:]}".strip()
    for record in result.records:
        if isinstance(record, records.Feature) and (record.error or record.status.endswith("_error")):
            yield f"{record.file}: {record.error or record.status}"
    if not result.problem and result.exit_code and not _is_explained(result):
        ended = f"behave ended with {result.exit_code} and no scenario says why"
        yield f"{_last_place(result)}: {ended}\n{result.output[-LOG_TAIL_CHARACTERS:]}".strip()


def _last_place(result: Result) -> str:
    """Where the process was last seen: a scenario, or the first of its files."""
    begun = [record.location for record in result.records if isinstance(record, records.Started)]
    return begun[-1] if begun else result.files[0].name


def _is_explained(result: Result) -> bool:
    """Whether a scenario accounts for behave's exit code."""
    return any(
        isinstance(record, records.Scenario) and record.outcome in (Outcome.BROKEN, Outcome.GAP)
        for record in result.records
    )


def _facts(recorded: Iterable[records.Record]) -> dict[str, str]:
    """What was said of the server, each fact once; two that differ stand side by side.

    Of each model the first fingerprint is told: with other settings the same model has another one.
    """
    said: dict[str, dict[str, None]] = {}
    models: set[str | None] = set()
    for entry in _evidence(recorded, "run"):
        known = entry.get("model") in models
        models.add(entry.get("model"))
        told = {**entry, "model": None, "fingerprint": None} if known else {**entry, "model": _named(entry)}
        for name, value in told.items():
            if name not in PASSING_FACTS and value is not None:
                said.setdefault(name, {})[str(value)] = None
    return {name: ", ".join(values) for name, values in said.items()}


def _named(entry: records.Evidence) -> str | None:
    """A model with the beginning of its fingerprint."""
    model, fingerprint = entry.get("model"), entry.get("fingerprint")
    return f"{model} ({fingerprint[:FINGERPRINT_SHOWN]})" if model and fingerprint else model


def _known_problems(recorded: Iterable[records.Record]) -> list[KnownProblem]:
    """What any process was told of the models that it had serve, each once."""
    told = (msgspec.convert(entry, KnownProblem) for entry in _evidence(recorded, "known_problem"))
    return list(dict.fromkeys(told))


def _evidence(recorded: Iterable[records.Record], kind: str) -> Iterator[records.Evidence]:
    for record in recorded:
        entries = () if isinstance(record, records.Started) else record.evidence
        yield from (entry for entry in entries if entry["kind"] == kind)
