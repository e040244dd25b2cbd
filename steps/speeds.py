"""Sentences about how long things took, both sides of a ratio measured in one run."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than_or_equal_to, less_than

from steps.drivers.figures import Figure


@when("{agent}'s next answer is timed from disk and from nothing, {count} times in turn")
def time_warm_and_cold(context: Context, agent: str, rounds: int) -> None:
    context.world.notes["pairs"] = context.world.time_warm_and_cold(agent, rounds)


@then("from disk it took less than {duration}")
def check_the_load(context: Context, seconds: float) -> None:
    warm = [pair[0] for pair in context.world.notes["pairs"]]
    figure = Figure(context, "First token from disk", "s", "PER-3")
    assert_that(figure.middle(warm, at_most=seconds), less_than(seconds))


@then("from nothing it took at least {count} times as long")
def check_the_ratio(context: Context, times: int) -> None:
    ratios = [cold / warm for warm, cold in context.world.notes["pairs"]]
    figure = Figure(context, "First token, cold over disk", "x", "PER-3")
    assert_that(figure.middle(ratios, at_least=times), greater_than_or_equal_to(times))
