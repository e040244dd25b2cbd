"""Sentences about the suite as a program: interrupted, it cleans up after itself."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, is_not

from steps.drivers.suite import InterruptedSuite


@when("a suite run by {string} that has started a server is sent {word}")
def interrupt_a_suite(context: Context, runner: str, signal: str) -> None:
    context.world.notes["suite"] = InterruptedSuite(runner, signal)


@then("that suite ends, and says that it was not passed")
def check_the_exit_code(context: Context) -> None:
    assert_that(context.world.notes["suite"].exit_code, is_not(0))


@then("no process that it started is left, and no port and no folder of its server")
def check_nothing_is_left(context: Context) -> None:
    assert_that(context.world.notes["suite"].left, empty())
