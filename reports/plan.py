"""What a run is going to do: every scenario of the tree, which are selected, and in what order they run."""

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import msgspec
from behave import model
from behave.configuration import Configuration

from reports import described, records

ASSUMED_SECONDS_PER_SCENARIO = 3.0


class Selection(msgspec.Struct, frozen=True):
    """What was asked for: paths as behave takes them (files, folders, file:line), tags and userdata."""

    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    userdata: tuple[str, ...] = ()

    def arguments(self) -> list[str]:
        """The selection as behave's command line, but for its paths."""
        tags = [f"--tags={expression}" for expression in self.tags]
        return tags + [argument for pair in self.userdata for argument in ("-D", pair)]


class Shard(msgspec.Struct, frozen=True):
    """One feature file for one process: `paths` is what behave is given of it, `seconds` what it may take."""

    file: str
    paths: tuple[str, ...]
    scenarios: int
    seconds: float
    alone: bool

    @property
    def name(self) -> str:
        """Its name in file names: `isolation-agents`."""
        return "-".join(Path(self.file).with_suffix("").parts[1:]) or Path(self.file).stem


class Plan(msgspec.Struct, frozen=True):
    """Every feature of the tree with its scenarios, and the shards that the selected ones make up."""

    features: list[records.Feature]
    shards: list[Shard]

    @property
    def selected(self) -> int:
        """How many scenarios are going to run."""
        return sum(shard.scenarios for shard in self.shards)


def make(selection: Selection, seconds_before: Mapping[str, float]) -> Plan:
    """Plan a run; `seconds_before` says what each feature file took the last time.

    Raises behave's ParserError for a file it can't read and InvalidFilenameError for one not there.
    """
    config = Configuration([*selection.arguments(), *selection.paths])
    features = tree(_selected_locations(config))
    shards = [_shard(feature, selection.paths, seconds_before) for feature in features]
    return Plan(features, sorted((shard for shard in shards if shard.scenarios), key=_order))


def tree(selected: Set[str]) -> list[records.Feature]:
    """Every feature of the tree as it is planned, with the scenarios at `selected` locations going to run."""
    return [_planned(feature, selected) for feature in described.parse(Configuration([]).paths)]


def _selected_locations(config: Configuration) -> set[str]:
    return {
        str(scenario.location)
        for feature in described.parse(list(config.paths))
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


def _shard(feature: records.Feature, paths: Sequence[str], seconds_before: Mapping[str, float]) -> Shard:
    selected = [scenario for scenario in feature.scenarios if scenario.selected]
    lines = tuple(path for path in paths if path.startswith(f"{feature.file}:"))
    return Shard(
        file=feature.file,
        paths=lines or (feature.file,),
        scenarios=len(selected),
        seconds=seconds_before.get(feature.file, len(selected) * ASSUMED_SECONDS_PER_SCENARIO),
        alone=any("alone" in scenario.tags for scenario in selected),
    )


def _order(shard: Shard) -> tuple[bool, float, str]:
    """Those that need the machine for themselves come first, then the longest."""
    return not shard.alone, -shard.seconds, shard.file
