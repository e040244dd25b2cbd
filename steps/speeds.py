"""Sentences about how long things took, both sides of a ratio measured in one run."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than_or_equal_to, less_than, less_than_or_equal_to

from steps.drivers.figures import Figure
from steps.drivers.swap_times import time_swaps


@when("{agent}'s next answer is timed from disk and from nothing, {count} times in turn")
def time_warm_and_cold(context: Context, agent: str, rounds: int) -> None:
    context.world.notes["pairs"] = context.world.time_warm_and_cold(agent, rounds)


@when("the model is swapped to {string} and back in each mode, {count} times, while two people keep asking")
def time_all_swaps(context: Context, model: str, rounds: int) -> None:
    context.world.notes["timed"] = list(time_swaps(context.world, model, rounds))


@then("a {string} swap took at most {float} times as long as its engine took to load")
def check_the_swaps(context: Context, mode: str, limit: float) -> None:
    ratios = [each.total / each.load for each in context.world.notes["timed"] if each.mode == mode]
    figure = Figure(context, f"A {mode} swap over a plain load", "x", "SWP-5")
    assert_that(figure.middle(ratios, at_most=limit), less_than_or_equal_to(limit))


@then("nobody who asked during a {string} swap waited longer than {float} times that")
def check_the_waits(context: Context, mode: str, limit: float) -> None:
    ratios = [each.longest_wait / each.load for each in context.world.notes["timed"] if each.mode == mode]
    figure = Figure(context, f"Longest wait in a {mode} swap over a plain load", "x", "SWP-5")
    assert_that(figure.largest(ratios, at_most=limit), less_than_or_equal_to(limit))


@then("each of the swaps took less than {duration}")
def check_the_seconds(context: Context, seconds: float) -> None:
    took = [each.total for each in context.world.notes["timed"]]
    figure = Figure(context, "Longest swap", "s", "SWP-5")
    assert_that(figure.largest(took, at_most=seconds), less_than(seconds))


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
