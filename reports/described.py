"""Behave's model of features and results, described as the report's records."""

import re
import traceback
from collections.abc import Iterable
from functools import cache
from typing import Any

from behave import model
from behave.configuration import Configuration
from behave.model_type import Status
from behave.runner import the_step_registry as registry
from behave.runner_util import collect_feature_locations, parse_features

from reports import evidence, records
from reports.records import Outcome

OUTPUT_LIMIT_CHARACTERS = 20_000
# Bulky, and of interest only where something went wrong.
ONLY_OF_FAILURES = ("exchange", "log")
# How behave names a row of an outline: ` -- @1.3 ` and the examples' own name.
ROW = re.compile(r" -- @(\d+\.\d+) *.*$")
OUTCOMES = {
    Status.passed: Outcome.PROVEN,
    Status.skipped: Outcome.NOT_APPLICABLE,
    Status.untested: Outcome.NOT_RUN,
    Status.unknown: Outcome.NOT_RUN,
}
_DEFINED: dict[tuple[str, str], Any] = {}


def parse(paths: Iterable[str]) -> list[model.Feature]:
    """The features in files and folders, read once, by behave's own parser; raises its ParserError."""
    return _parsed(tuple(paths))


@cache
def _parsed(paths: tuple[str, ...]) -> list[model.Feature]:
    found: list[model.Feature] = parse_features(collect_feature_locations(paths))
    return found


def is_selected(scenario: model.Scenario, config: Configuration) -> bool:
    """Whether tags, lines and names of this run ask for the scenario; only true of it before any hook ran."""
    by_name = not config.name or scenario.should_run_with_name_select(config)
    return bool(by_name and scenario.should_run(config))


def feature(described: model.Feature) -> records.Feature:
    """A feature as it stands, without its scenarios."""
    return records.Feature(
        file=described.filename,
        title=described.name,
        prose="\n".join(described.description),
        tags=[str(tag) for tag in described.tags],
        rules=[
            records.Rule(rule.name, "\n".join(rule.description), str(rule.location))
            for rule in described.rules
        ],
        status=described.status.name,
        seconds=described.duration,
        error=described.error_message or "",
        evidence=evidence.evidence_of(described),
    )


def scenario(described: model.Scenario, *, selected: bool) -> records.Scenario:
    """A scenario as it stands: planned, running or finished."""
    record = records.Scenario(
        location=str(described.location),
        feature=described.filename,
        title=ROW.sub(r" (row \1)", described.name),
        keyword=described.keyword,
        rule=_rule_of(described),
        prose="\n".join(described.description),
        tags=sorted(str(tag) for tag in described.effective_tags),
        steps=[step(each) for each in described.all_steps],
        selected=selected,
        status=described.status.name,
        seconds=described.duration,
        error=described.error_message or "",
        output=described.captured.make_simple_report()[-OUTPUT_LIMIT_CHARACTERS:],
        evidence=evidence.evidence_of(described),
    )
    record.outcome, record.reason = judged(described, record)
    if record.outcome not in (Outcome.BROKEN, Outcome.GAP):
        record.evidence = [entry for entry in record.evidence if entry["kind"] not in ONLY_OF_FAILURES]
    return record


def judged(described: model.Scenario, record: records.Scenario) -> tuple[Outcome, str]:
    """The outcome and, where nothing was proven, why. A gap that passes is broken: its tag is out of date."""
    if not record.selected:
        return Outcome.NOT_RUN, "not selected"
    outcome = OUTCOMES.get(described.status, Outcome.BROKEN)
    if outcome is Outcome.PROVEN and not described.steps:
        return Outcome.BROKEN, "a scenario without steps proves nothing"
    if record.gap:
        if outcome is Outcome.BROKEN:
            return Outcome.GAP, record.gap
        if outcome is Outcome.PROVEN:
            return Outcome.BROKEN, f"the gap {record.gap} has closed: drop the tag @gap.{record.gap}"
    if outcome is Outcome.NOT_APPLICABLE:
        return outcome, _reason_of(described, record)
    if outcome is Outcome.NOT_RUN:
        return outcome, "the run ended before it"
    return outcome, ""


def definition_of(described: model.Step) -> Any:
    """behave's matcher of a step, or None; it tries every definition, so each sentence asks once."""
    words = described.step_type, described.name
    if words not in _DEFINED and (found := registry.find_step_definition(described)):
        _DEFINED[words] = found
    return _DEFINED.get(words)


def step(described: model.Step) -> records.Step:
    """A step with its definition, as far as it is known, and its result."""
    definition = definition_of(described)
    return records.Step(
        keyword=described.keyword,
        text=described.name,
        location=str(described.location),
        status=described.status.name,
        seconds=described.duration,
        pattern=definition.pattern if definition else "",
        definition=str(definition.location) if definition else "",
        docstring=str(described.text) if described.text is not None else None,
        table=_table(described.table),
        error=described.error_message or "",
        traceback=_traceback(described),
        attachments=list(getattr(described, "assay_attachments", ())),
    )


def _rule_of(described: model.Scenario) -> str:
    parent = described.parent
    while parent is not None and not isinstance(parent, model.Rule):
        parent = getattr(parent, "parent", None)
    return parent.name if parent is not None else ""


def _reason_of(described: model.Scenario, record: records.Scenario) -> str:
    recorded = [entry["text"] for entry in record.evidence_of("reason")]
    skipped = [described.skip_reason, getattr(described.feature, "skip_reason", None)]
    return next((reason for reason in [*recorded, *skipped] if reason), "skipped without a reason")


def _table(table: model.Table | None) -> records.Table | None:
    if table is None:
        return None
    return records.Table(list(table.headings), [list(row.cells) for row in table.rows])


def _traceback(described: model.Step) -> str:
    if described.exception is None:
        return ""
    return "".join(traceback.format_exception(described.exception))
