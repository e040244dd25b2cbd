"""Sentences about sending far too much, and about caches that were made elsewhere."""

from functools import partial

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, greater_than_or_equal_to, less_than

from reports import evidence
from steps.drivers import abuse
from steps.drivers.cachefiles import CacheFiles
from steps.drivers.matchers import holds_nothing_of
from steps.drivers.prompts import telling
from steps.drivers.refusals import oversized, send_raw


@when("{agent} sends {count} messages to {string}")
def send_many_messages(context: Context, agent: str, count: int, path: str) -> None:
    context.world.notes["refused"] = [abuse.many_messages(context.world.client(agent), path, count)]


@when("{agent} sends a message of {count} times {text}")
def send_a_long_message(context: Context, agent: str, times: int, text: str) -> None:
    context.world.notes["refused"] = [abuse.long_message(context.world.client(agent), text, times)]


@when("{agent} sends {count} requests on {count} connections")
def send_a_flood(context: Context, agent: str, count: int, width: int) -> None:
    context.world.notes["statuses"] = abuse.flood(context.world.client(agent), count, width)


@when("the files of an agent of another server's are dropped in the place of {agent}'s")
def drop_foreign_files(context: Context, agent: str) -> None:
    server = context.world.own_server
    other = context.pool.shared()
    other.client("Ben").flush(abuse.somebody(other.client("Ben"), telling("access code", "4402-FERN")))
    theirs = CacheFiles(other.home).newest_folder
    server.while_stopped(lambda files: abuse.put_in_place(theirs, files.newest_folder))


@then("she is refused with {int}, and told of {string} and {string}")
def check_a_refusal(context: Context, status: int, one: str, other: str) -> None:
    response = context.world.notes["refused"][-1]
    assert_that(response.status_code, equal_to(status), response.text[:500])
    assert_that(response.text, contains_string(one))
    assert_that(response.text, contains_string(other))


@when("{agent} sends a body of {count} bytes whose length is told, and the server's memory is watched")
def send_a_large_body(context: Context, agent: str, size: int) -> None:
    send = partial(send_raw, context.world.client(agent), oversized(size))
    response, grown = abuse.most_grown(context.world.server.process, send)
    context.world.notes.update(refused=[response], grown=grown)


@when("{agent} sends a body of {count} bytes in pieces of untold number, and the server's memory is watched")
def send_a_large_body_in_pieces(context: Context, agent: str, size: int) -> None:
    send = partial(send_raw, context.world.client(agent), abuse.pieces(oversized(size)))
    response, grown = abuse.most_grown(context.world.server.process, send)
    context.world.notes.update(refused=[response], grown=grown)


@then("the server has never been more than {int} MB larger meanwhile")
def check_growth(context: Context, most: int) -> None:
    grown = context.world.notes["grown"]
    evidence.measurement(context, "Memory taken by an abuse", grown, "MB", at_most=most, requirement="SEC-4")
    assert_that(grown, less_than(most))


@then("at least {count} of {agent}'s requests were refused with {int}")
def check_the_flood(context: Context, least: int, agent: str, status: int) -> None:
    refused = context.world.notes["statuses"].count(status)
    assert_that(refused, greater_than_or_equal_to(least), agent)


@then("what she reads holds no {string} and no {string}")
def check_what_is_read(context: Context, one: str, other: str) -> None:
    response = context.world.notes["refused"][-1]
    assert_that(response.status_code, equal_to(200), response.text[:500])
    assert_that(response.text, holds_nothing_of(one, other))
