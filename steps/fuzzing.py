"""Sentences about requests that a machine makes up."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than_or_equal_to

from reports import evidence
from steps.drivers import fuzzing


@when("a fuzzer tries every bound of the document")
def fuzz_the_bounds(context: Context) -> None:
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, fuzzing.bounds())


@when("a fuzzer tries {count} random requests of each operation")
def fuzz_at_random(context: Context, count: int) -> None:
    options = fuzzing.random_requests(count)
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, options)


@when("a fuzzer tries every documented way to log in, and none, with {agent}'s key")
def fuzz_the_log_in(context: Context, agent: str) -> None:
    options = fuzzing.log_ins(context.world.anyone.profile.key_of(agent))
    context.world.notes["fuzzing"] = fuzzing.fuzz(context.world.anyone.url, options)


@then("it tried at least {count} requests and found nothing")
def check_what_was_found(context: Context, least: int) -> None:
    run = context.world.notes["fuzzing"]
    evidence.measurement(context, "Made-up requests", run.requests, "requests", requirement="SEC-5")
    assert_that(run.findings, equal_to(""), run.output[-2000:])
    assert_that(run.requests, greater_than_or_equal_to(least))
