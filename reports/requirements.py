"""The requirements and known gaps of the catalogue, joined with the scenarios that carry their tags."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import yaml

from reports.records import Outcome, Scenario

UNPROVEN = "no scenario"
# What a requirement's scenarios amount to: the first of these that any of them came to.
GRAVEST_FIRST = (Outcome.BROKEN, Outcome.GAP, Outcome.PROVEN, Outcome.NOT_APPLICABLE, Outcome.NOT_RUN)


class Requirement(msgspec.Struct, frozen=True):
    """One promise: its sentence, its target where it is a figure, and whether it is for `now` or `later`."""

    id: str
    text: str
    area: str
    status: str
    target: str = ""


class Row(msgspec.Struct, frozen=True):
    """A requirement, the locations of its scenarios, and the gravest outcome among them."""

    requirement: Requirement
    scenarios: list[str]
    verdict: str


def load(catalogue: Path) -> list[Requirement]:
    """Read `requirements.yaml`; an area is what stands before an id's last dash. No file: no requirements."""
    if not catalogue.exists():
        return []
    content = yaml.safe_load(catalogue.read_text())
    areas = content["areas"]
    return [_requirement(name, row, areas) for name, row in content["requirements"].items()]


def areas_to_come(catalogue: Path) -> list[str]:
    """The titles of the areas that have no requirements yet."""
    content = yaml.safe_load(catalogue.read_text()) if catalogue.exists() else {"areas": {}}
    return [area["title"] for area in content["areas"].values() if area["status"] == "later"]


def load_mapping(path: Path) -> dict[str, Any]:
    """Read a catalogue that is one mapping (`tags.yaml`, `gaps.yaml`); a missing file is an empty one."""
    return yaml.safe_load(path.read_text()) or {} if path.exists() else {}


def load_gaps(catalogue: Path) -> dict[str, dict[str, Any]]:
    """Every known gap's `reason` and `since`, by its name.

    A row of `gaps.yaml` with `model` is a problem of that model, by the path of its directory from the
    repository's root: the words are those of the `known_problems.toml` there, if any.
    """
    gaps = load_mapping(catalogue)
    told = {name: _known_problem(catalogue.parents[1], name, row) for name, row in gaps.items()}
    return {name: gap for name, gap in told.items() if gap}


def _known_problem(root: Path, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    if "model" not in row:
        return dict(row)
    file = root / row["model"] / "known_problems.toml"
    problem = tomllib.loads(file.read_text()).get(name) if file.exists() else None
    return {"reason": problem["what"], "since": problem["since"]} if problem else {}


def rows(requirements: Sequence[Requirement], scenarios: Sequence[Scenario]) -> list[Row]:
    """Each requirement with its scenarios, those with none first and what comes later last."""
    by_id: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        for name in scenario.requirements:
            by_id.setdefault(name, []).append(scenario)
    joined = [_row(requirement, by_id.get(requirement.id, [])) for requirement in requirements]
    return sorted(joined, key=lambda row: (row.requirement.status != "now", bool(row.scenarios)))


def _row(requirement: Requirement, scenarios: Sequence[Scenario]) -> Row:
    found = {scenario.outcome for scenario in scenarios}
    verdict = next((str(outcome) for outcome in GRAVEST_FIRST if outcome in found), UNPROVEN)
    return Row(requirement, [scenario.location for scenario in scenarios], verdict)


def _requirement(name: str, row: Mapping[str, Any], areas: Mapping[str, Mapping[str, str]]) -> Requirement:
    area = areas[name.rpartition("-")[0]]
    return Requirement(name, row["text"], area["title"], area["status"], row.get("target", ""))
