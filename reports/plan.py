"""What a run is going to do: every scenario of the tree, which are selected, and in what order they run."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set

import msgspec
from behave import model
from behave.configuration import Configuration

from reports import described, records

ASSUMED_SECONDS = {"slow": 10.0, "wire": 0.3, "unit": 1.0}
OTHERWISE_SECONDS = 3.0
"""Of a scenario, by the first of these tags, where no run has told yet what its file takes."""
SMALLEST_SHARDS = 12
"""So many of the smallest shards would keep one job busy for the whole run."""
SHORTEST_SECONDS = 60.0
"""Of a shard: its process has to start servers of its own."""


class Selection(msgspec.Struct, frozen=True):
    """What was asked for: paths as behave takes them (files, folders, file:line), tags and userdata."""

    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    userdata: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """The selection as behave's command line, but for its paths."""
        tags = [f"--tags={expression}" for expression in self.tags]
        return tags + [argument for pair in self.userdata for argument in ("-D", pair)]


class File(msgspec.Struct, frozen=True):
    """A feature file to run: `paths` is what behave is given of it, `seconds` what it may take."""

    name: str
    paths: tuple[str, ...]
    scenarios: int
    seconds: float
    alone: bool


class Plan(msgspec.Struct, frozen=True):
    """Every feature of the tree with its scenarios, and the files of the selected ones, longest first."""

    features: list[records.Feature]
    files: list[File]

    @property
    def selected(self) -> int:
        """How many scenarios are going to run."""
        return sum(file.scenarios for file in self.files)

    @property
    def alone(self) -> list[File]:
        """The files that need the machine for themselves."""
        return [file for file in self.files if file.alone]

    def shards(self, jobs: int) -> Iterator[list[File]]:
        """The other files, longest first, in shards of which whoever is free takes the next.

        A process keeps its servers from file to file, so there are few shards; the later ones are the
        smaller, so that all jobs end at about the same time, however wrong the estimates are.
        """
        files = deque(file for file in self.files if not file.alone)
        left = sum(file.seconds for file in files)
        least = max(left / (SMALLEST_SHARDS * jobs), SHORTEST_SECONDS)
        while files:
            shard = [files.popleft()]
            seconds = shard[0].seconds
            share = left if jobs == 1 else max(left / (2 * jobs), least)
            while files and seconds + files[0].seconds <= share:
                seconds += files[0].seconds
                shard.append(files.popleft())
            left -= seconds
            yield shard


def make(selection: Selection, seconds_before: Mapping[str, float]) -> Plan:
    """Plan a run; `seconds_before` says what each feature file took the last time.

    Raises behave's ParserError for a file it can't read and InvalidFilenameError for one not there.
    """
    config = Configuration([*selection.arguments(), *selection.paths])
    features = tree(_selected_locations(config))
    files = [_file(feature, selection.paths, seconds_before) for feature in features]
    return Plan(features, sorted((file for file in files if file.scenarios), key=_order))


def tree(selected: Set[str]) -> list[records.Feature]:
    """Every feature of the tree as it is planned, with the scenarios at `selected` locations going to run."""
    return [_planned(feature, selected) for feature in described.parse(Configuration([]).paths)]


def _selected_locations(config: Configuration) -> set[str]:
    return {
        str(scenario.location)
        for feature in described.parse(config.paths)
        for scenario in feature.walk_scenarios()
        if described.is_selected(scenario, config)
    }


def _planned(feature: model.Feature, selected: Set[str]) -> records.Feature:
    record = described.feature(feature)
    record.scenarios = [
        described.scenario(scenario, selected=str(scenario.location) in selected)
        for scenario in feature.walk_scenarios()
    ]
    return record


def _file(feature: records.Feature, paths: Sequence[str], seconds_before: Mapping[str, float]) -> File:
    selected = [scenario for scenario in feature.scenarios if scenario.selected]
    lines = tuple(path for path in paths if path.startswith(f"{feature.file}:"))
    return File(
        name=feature.file,
        paths=lines or (feature.file,),
        scenarios=len(selected),
        seconds=seconds_before.get(feature.file, sum(_assumed(each) for each in selected)),
        alone=any("alone" in scenario.tags for scenario in selected),
    )


def _assumed(scenario: records.Scenario) -> float:
    assumed = (seconds for tag, seconds in ASSUMED_SECONDS.items() if tag in scenario.tags)
    return next(assumed, OTHERWISE_SECONDS)


def _order(file: File) -> tuple[float, str]:
    return -file.seconds, file.name
