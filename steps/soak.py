"""Sentences about a long day of everything at once."""

import random

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, greater_than, less_than

from reports import evidence
from steps.drivers.soak import EVENTS, Soak

SECONDS = 600


@when("agents come, ask and go, while at random whatever can happen to a server happens")
def live(context: Context) -> None:
    wanted = context.config.userdata
    seed = wanted.getint("soak_seed", random.randrange(1 << 32))
    evidence.log(context, f"-D soak_seed={seed} has the same happen again", "seed")
    context.world.notes["soak"] = soak = Soak(context.world, seed)
    soak.live(wanted.getfloat("soak_seconds", SECONDS))


@then("nobody was answered wrong, with something of somebody else's, or not at all")
def check_answers(context: Context) -> None:
    soak = context.world.notes["soak"]
    evidence.log(context, soak.journal(), "soak")
    evidence.measurement(context, "Questions answered", len(soak.waits), "", at_least=1)
    assert_that(soak.faults, empty(), soak.journal())


@then("whoever asked again after a turn was saved went on from it, and somebody did")
def check_reuse(context: Context) -> None:
    soak = context.world.notes["soak"]
    evidence.measurement(context, "Answers that had to stand on a saved turn", soak.reuses, "", at_least=1)
    assert_that(soak.reuses, greater_than(0), soak.journal())
    assert_that(soak.losses, empty(), soak.journal())


@then("everything that can happen has happened")
def check_events(context: Context) -> None:
    soak = context.world.notes["soak"]
    evidence.measurement(context, "Things that happened", soak.happened.total(), "", at_least=len(EVENTS))
    assert_that([event for event in EVENTS if not soak.happened[event]], empty(), soak.journal())


@then("the server holds no more than after its last start")
def check_belongings(context: Context) -> None:
    before, after = context.world.notes["soak"].belongings
    assert_that(after, equal_to(before))


@then("the most that its engines held has grown by less than {int} percent since")
def check_engines(context: Context, percent: int) -> None:
    grown = context.world.notes["soak"].engines_grown() * 100
    evidence.measurement(context, "Engines' memory grown", grown, "%", at_most=percent, requirement="SWP-7")
    assert_that(grown, less_than(percent), context.world.notes["soak"].journal())


@then("the server's memory has grown by less than {int} percent since")
def check_memory(context: Context, percent: int) -> None:
    grown = context.world.notes["soak"].memory_grown() * 100
    evidence.measurement(context, "Memory grown", grown, "%", at_most=percent, requirement="SWP-7")
    assert_that(grown, less_than(percent), context.world.notes["soak"].journal())
