"""Runs the scenarios that should notice a mutant, without it and with it."""

import asyncio
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reports import described, plan, records, shards
from reports.mutation import marks, verdicts
from reports.mutation.defects import Defect
from reports.mutation.verdicts import Trial, Verdict
from reports.records import Outcome

ON_PATH = Path(__file__).parent / "on_path"
EVERYTHING = "--tags=@slow or not @slow"


class Addresses:
    """Finds scenarios by `folder/file [number] words of the title`, below `features/`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[records.Scenario]] = {}

    def locations(self, address: str) -> list[str]:
        """`file:line` of every scenario, or row of an outline, that is meant. Raises LookupError for none."""
        file, _, title = address.partition(" ")
        number, _, words = title.partition(" ")
        found = [
            each.location
            for each in self._scenarios(f"features/{file}.feature")
            if each.title.startswith(f"{number} ") and words in each.title
        ]
        if not found:
            raise LookupError(f"there is no scenario {address!r}")
        return found

    def is_known(self, address: str) -> bool:
        """Whether there is any."""
        try:
            return bool(self.locations(address))
        except LookupError:
            return False

    def _scenarios(self, file: str) -> list[records.Scenario]:
        if file not in self._files:
            exists = (self._root / file).exists()
            features = described.parse([file]) if exists else []
            walked = (each for feature in features for each in feature.walk_scenarios())
            self._files[file] = [described.scenario(each, selected=True) for each in walked]
        return self._files[file]


class Court:
    """Tries mutants, `jobs` at a time; `stopped` ends everything."""

    def __init__(
        self, root: Path, folder: Path, *, jobs: int, limit_seconds: float, stopped: asyncio.Event
    ) -> None:
        self._root = root
        self._folder = folder
        self._jobs = jobs
        self._limit_seconds = limit_seconds
        self._stopped = stopped
        self._places = asyncio.Semaphore(jobs)
        self._addresses = Addresses(root)
        self._green: set[str] = set()
        self._red: dict[str, str] = {}

    def words(self, defect: Defect) -> dict[str, str]:
        """What has to fail, by the location of the scenario. Raises LookupError for an unknown address."""
        return {
            location: words
            for address, words in defect.noticed_by.items()
            for location in self._addresses.locations(address)
        }

    async def run_without(self, defects: Iterable[Defect]) -> list[records.Scenario]:
        """Every scenario that any of the defects needs, on the system as it is; those that are not green."""
        wanted = sorted({location for defect in defects for location in self.words(defect)})
        left = await self._crew("without", self._jobs, ()).run(_planned(wanted))
        ran = scenarios(left)
        self._green = {each.location for each in ran if each.outcome is Outcome.PROVEN}
        red = [each for each in ran if each.location in wanted and each.location not in self._green]
        self._red = {each.location: verdicts.failure_of(each).message for each in red}
        return red

    async def run_with(self, defect: Defect) -> Trial:
        """The defect's own scenarios, up to the first that fails."""
        async with self._places:
            words = self.words(defect)
            if self._stopped.is_set():
                return _trial(defect, Verdict.NOT_RUN, "interrupted")
            if red := [location for location in words if location not in self._green]:
                why = [f"{location}: {self._red.get(location, 'did not run')}" for location in red]
                return _trial(defect, Verdict.NOT_GREEN, "; ".join(why))
            return await self._try(defect, words)

    async def _try(self, defect: Defect, words: dict[str, str]) -> Trial:
        applied = self._folder / f"{defect.name}.marks"
        started = time.monotonic()
        environment = {
            marks.MUTANT: str(self._root / "steps" / "mutants" / f"{defect.name}.py"),
            marks.APPLIED: str(applied),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ON_PATH), os.environ.get("PYTHONPATH")])),
        }
        crew = self._crew(defect.name, 1, ("--stop",), environment)
        left = await crew.run(_planned(words))
        if self._stopped.is_set():
            return _trial(defect, Verdict.NOT_RUN, "interrupted")
        problem = "; ".join(result.problem for result in left if result.problem)
        verdict, message, decided = verdicts.judged(
            defect, words, scenarios(left), marks.read(applied), problem
        )
        return _trial(defect, verdict, message, decided, time.monotonic() - started)

    def _crew(
        self, name: str, jobs: int, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> shards.Crew:
        return shards.Crew(
            jobs=jobs,
            arguments=[EVERYTHING, *arguments],
            folder=self._folder / name,
            limit_seconds=self._limit_seconds,
            on_record=lambda _: None,
            environment=environment,
            stopped=self._stopped,
        )


def _planned(locations: Iterable[str]) -> plan.Plan:
    """The scenarios at these locations, file by file, with nothing that has to run alone."""
    by_file: dict[str, list[str]] = {}
    for location in locations:
        by_file.setdefault(location.rpartition(":")[0], []).append(location)
    files = [
        plan.File(file, tuple(paths), len(paths), float(len(paths)), alone=False)
        for file, paths in by_file.items()
    ]
    return plan.Plan([], files)


def scenarios(left: Iterable[shards.Result]) -> list[records.Scenario]:
    """The selected scenarios, in the order in which they ran."""
    return [
        record
        for result in left
        for record in result.records
        if isinstance(record, records.Scenario) and record.selected
    ]


def _trial(
    defect: Defect,
    verdict: Verdict,
    message: str,
    decided: records.Scenario | None = None,
    seconds: float = 0.0,
) -> Trial:
    return Trial(
        mutant=defect.name,
        story=defect.story,
        requirements=defect.breaks,
        noticed_by=dict(defect.noticed_by),
        verdict=verdict,
        scenario=decided.title if decided else "",
        location=decided.location if decided else "",
        sentence=verdicts.failure_of(decided).sentence if decided else "",
        message=message,
        seconds=seconds,
    )
