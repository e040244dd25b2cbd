"""Sentences about a server's clock, and about what it dates by it."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than, less_than

from reports import evidence
from steps.drivers.clock import Clock
from steps.drivers.damage import NotPossibleError


@given("a fresh server with a clock of its own")
def start_with_a_clock(context: Context) -> None:
    try:
        context.world.notes["clock"] = Clock(context.world.use_own())
        context.world.own_server.start()
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("its clock is set back by {duration}, once {agent}'s turns are on disk")
def set_the_clock_back(context: Context, seconds: float, agent: str) -> None:
    context.world.agent(agent).flush()
    context.world.notes["clock"].set_back(seconds)


@then("{agent}'s answer is dated before {agent}'s")
def check_dates(context: Context, later: str, earlier: str) -> None:
    dates = [context.world.agent(agent).answer.body["created"] for agent in (later, earlier)]
    assert_that(dates[0], less_than(dates[1]))


@then("{agent} was there after {agent}, says the server")
def check_who_was_last(context: Context, later: str, earlier: str) -> None:
    used = [context.world.agent(agent).kept()["last_used"] for agent in (later, earlier)]
    assert_that(used[0], greater_than(used[1]))
