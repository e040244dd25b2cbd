"""Sentences about `assay bench`: what it measures, and what it leaves."""

import json

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to

from reports import evidence
from steps.drivers import benches
from steps.drivers.damage import NotPossibleError
from steps.drivers.running import home_of


@when("{agent} runs {string} in a folder of her own, which may take {int} minutes")
def run_a_bench(context: Context, agent: str, line: str, minutes: int) -> None:
    try:
        context.world.notes["runs"] = [benches.run_bench(line, home_of(context), minutes * 60)]
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@then("it tells how fast each of these is at {int}, {int} and {int} streams: {string}")
def check_who_was_measured(context: Context, few: int, some: int, many: int, names: str) -> None:
    measured = benches.throughputs(context.world.notes["runs"][-1].json["data"]["record"])
    wanted = {(name, streams) for name in names.split(", ") for streams in (few, some, many)}
    assert_that(set(measured), equal_to(wanted))


@then("each figure is the middle one of its rounds, and Assay lost no stream in any")
def check_figures(context: Context) -> None:
    assert_that(benches.odd_figures(context.world.notes["runs"][-1].json["data"]["record"]), empty())


@then("her folder holds the same as {string}, and what is read or looked at: {string}")
def check_files(context: Context, data: str, others: str) -> None:
    folder = home_of(context)
    kept = json.loads((folder / data).read_text())
    assert_that(kept, equal_to(context.world.notes["runs"][-1].json["data"]["record"]))
    assert_that([name for name in others.split(", ") if not (folder / name).stat().st_size], empty())
