"""Sentences about how long things took, both sides of a ratio measured in one run."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than_or_equal_to, less_than, less_than_or_equal_to

from steps.drivers.figures import Figure
from steps.drivers.swap_times import time_a_swap


@when("{agent}'s next answer is timed from disk and from nothing, {count} times in turn")
def time_warm_and_cold(context: Context, agent: str, rounds: int) -> None:
    context.world.notes["pairs"] = context.world.time_warm_and_cold(agent, rounds)


@when("a server {string} is started and the model is swapped to {string}, {count} times in turn")
def time_starts_and_swaps(context: Context, profile: str, model: str, rounds: int) -> None:
    context.world.notes["timed"] = [time_a_swap(context.world, profile, model) for _ in range(rounds)]


@then("the swap took at most {float} times as long as the start")
def check_the_swap(context: Context, limit: float) -> None:
    ratios = [each.swap / each.start for each in context.world.notes["timed"]]
    figure = Figure(context, "Swap over a start", "x", "SWP-5")
    assert_that(figure.middle(ratios, at_most=limit), less_than_or_equal_to(limit))


@then("who asked while it was swapping waited at most {float} times as long as the start")
def check_the_wait(context: Context, limit: float) -> None:
    ratios = [each.longest_wait / each.start for each in context.world.notes["timed"]]
    figure = Figure(context, "Longest wait in a swap over a start", "x", "SWP-5")
    assert_that(figure.middle(ratios, at_most=limit), less_than_or_equal_to(limit))


@then("the swap took less than {duration}")
def check_the_seconds(context: Context, seconds: float) -> None:
    took = [each.swap for each in context.world.notes["timed"]]
    assert_that(Figure(context, "Swap", "s", "SWP-5").middle(took, at_most=seconds), less_than(seconds))


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
