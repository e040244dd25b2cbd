"""Sentences about requests that a machine makes up."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than_or_equal_to

from reports import evidence
from steps.drivers import fuzzing
from steps.drivers.agents_machine import live_days


@when("a fuzzer tries every bound of the document")
def fuzz_the_bounds(context: Context) -> None:
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, fuzzing.bounds())


@when("a fuzzer tries every bound of {string}")
def fuzz_the_bounds_of(context: Context, path: str) -> None:
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, fuzzing.bounds(path))


@when("a fuzzer tries {count} random requests of each operation")
def fuzz_at_random(context: Context, count: int) -> None:
    options = fuzzing.random_requests(count)
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, options)


@when("a fuzzer follows the document's links through {count} sequences of requests")
def follow_links(context: Context, count: int) -> None:
    options = fuzzing.sequences(count)
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, options)


@when("a fuzzer tries every documented way to log in, and none, with {agent}'s key")
def fuzz_the_log_in(context: Context, agent: str) -> None:
    options = fuzzing.log_ins(context.world.anyone.profile.key_of(agent))
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, options)


@when("a fuzzer lives through {count} days of {count} steps with agents")
def live_with_agents(context: Context, days: int, steps: int) -> None:
    context.world.notes["answered"] = live_days(context.world, days, steps)


@then("it made at least {count} requests, all answered as the document says and the oracle knows")
def check_the_days(context: Context, least: int) -> None:
    answered = context.world.notes["answered"].total()
    evidence.measurement(context, "Made-up days of agents", answered, "requests", requirement="SEC-5")
    assert_that(answered, greater_than_or_equal_to(least))


@then("it tried at least {count} requests and found nothing")
def check_what_was_found(context: Context, least: int) -> None:
    run = context.world.notes["fuzzing"]
    evidence.measurement(context, "Made-up requests", run.requests, "requests", requirement="SEC-5")
    assert_that(run.findings, equal_to(""), run.output[-2000:])
    assert_that(run.requests, greater_than_or_equal_to(least))


@then("it followed at least {count} of the links")
def check_the_links(context: Context, least: int) -> None:
    assert_that(context.world.notes["fuzzing"].links, greater_than_or_equal_to(least))
