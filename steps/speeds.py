"""Sentences about how long things took, both sides of a ratio measured in one run."""

from statistics import median

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than_or_equal_to, less_than

from reports import evidence


@when("{agent}'s next answer is timed from disk and from nothing, {count} times in turn")
def time_warm_and_cold(context: Context, agent: str, rounds: int) -> None:
    context.world.notes["pairs"] = context.world.time_warm_and_cold(agent, rounds)


@then("from disk it took less than {duration}")
def check_the_load(context: Context, seconds: float) -> None:
    warm = [pair[0] for pair in context.world.notes["pairs"]]
    evidence.measurement(
        context,
        "First token from disk",
        median(warm),
        "s",
        at_most=seconds,
        requirement="PER-3",
        samples=warm,
    )
    assert_that(median(warm), less_than(seconds))


@then("from nothing it took at least {count} times as long")
def check_the_ratio(context: Context, times: int) -> None:
    ratios = [cold / warm for warm, cold in context.world.notes["pairs"]]
    evidence.measurement(
        context, "Cold over disk", median(ratios), "x", at_least=times, requirement="PER-3", samples=ratios
    )
    assert_that(median(ratios), greater_than_or_equal_to(times))
