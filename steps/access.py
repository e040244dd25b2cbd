"""Sentences about who gets in: keys, hosts, paths."""

import json

from behave import then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_string,
    empty,
    equal_to,
    greater_than,
    has_item,
    has_length,
    not_none,
    starts_with,
)

from steps.drivers import refusals
from steps.drivers.cachefiles import CacheFiles
from steps.drivers.client import CHAT
from steps.drivers.document import read_operations, try_each
from steps.drivers.requests import Json


@when("{agent} tries every documented endpoint")
def try_every_endpoint(context: Context, agent: str) -> None:
    context.world.notes["operations"] = operations = read_operations(context.world.client("Olive"))
    context.world.notes["tried"] = try_each(context.world.client(agent), operations, {})


@when("{agent} tries every documented endpoint with {json}")
def try_every_endpoint_with(context: Context, agent: str, headers: Json) -> None:
    operations = read_operations(context.world.client("Olive"))
    context.world.notes["tried"] = try_each(context.world.client(agent), operations, headers)


@when("{agent} asks for {string}")
def ask_for_a_path(context: Context, agent: str, path: str) -> None:
    context.world.notes["refused"] = [context.world.client(agent).send("GET", path)]


@when("{agent} sends DELETE to {string}")
def delete_a_path(context: Context, agent: str, path: str) -> None:
    context.world.notes["response"] = context.world.client(agent).send("DELETE", path)


@when("{agent} sends a chat to the host {string}")
def send_to_a_host(context: Context, agent: str, host: str) -> None:
    body = refusals.chat(context.pool.target.model, {})
    response = context.world.client(agent).send("POST", CHAT, json=body, headers={"Host": host})
    context.world.notes["response"] = response


@when("{agent} sends a chat with {string} set to {text}")
def send_a_field(context: Context, agent: str, field: str, value: str) -> None:
    body = refusals.chat(context.pool.target.model, {field: value})
    context.world.notes["response"] = context.world.client(agent).post(CHAT, body)


@then("only {string} let her in")
def check_who_let_her_in(context: Context, name: str) -> None:
    open_to_her = {name for name, status in context.world.notes["tried"].items() if status != 401}
    assert_that(open_to_her, equal_to({name}))


@then("no endpoint asked for a key")
def check_nothing_asked_for_a_key(context: Context) -> None:
    assert_that([name for name, status in context.world.notes["tried"].items() if status == 401], empty())


@then("those that are the operator's refused her with 403, and there is at least one")
def check_the_operators(context: Context) -> None:
    refused = {name for name, status in context.world.notes["tried"].items() if status == 403}
    marked = {one.name for one in context.world.notes["operations"] if one.is_the_operators}
    assert_that(refused, has_length(greater_than(0)))
    assert_that(refused, equal_to(marked))


@then("no endpoint refused her for want of rights")
def check_all_rights(context: Context) -> None:
    refused = [name for name, status in context.world.notes["tried"].items() if status in (401, 403)]
    assert_that(refused, empty())


@then("she is told that a key is needed")
def check_the_challenge(context: Context) -> None:
    response = context.world.notes["refused"][-1]
    assert_that(response.status_code, equal_to(401))
    assert_that(response.headers.get("WWW-Authenticate", ""), starts_with("Bearer"))
    assert_that(response.text, contains_string("x-api-key"))


@then("it listens on every address")
def check_public_addresses(context: Context) -> None:
    assert_that(context.world.server.process.addresses(), has_item("0.0.0.0"))  # noqa: S104 - it is asked for


@then("the server knows {agent}'s agent under its name")
def check_the_name(context: Context, agent: str) -> None:
    kept = context.world.agent(agent).kept()
    assert_that(kept, not_none())
    assert_that(kept["id"], equal_to(context.world.agent(agent).server_name))


@then("the home holds nothing but what belongs there")
def check_the_home(context: Context) -> None:
    assert_that(CacheFiles(context.world.server.home).strangers(), empty())


@then("no line of the log is the event {string}")
def check_no_forged_event(context: Context, event: str) -> None:
    records = context.world.server.process.log.records()
    assert_that([json.dumps(record) for record in records if record.get("event") == event], empty())


@then("the answer carries a request id of the server's own")
def check_a_new_request_id(context: Context) -> None:
    assert_that(context.world.notes["response"].headers["X-Request-ID"], starts_with("req-"))
