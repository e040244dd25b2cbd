"""Sentences about requests that must be refused, and how."""

import json

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, starts_with

from steps.drivers import prompts, refusals
from steps.drivers.client import CHAT, COMPLETIONS
from steps.drivers.requests import Json, caller


@when("{agent} sends {json} both ways")
def send_both_ways(context: Context, agent: str, parameters: Json) -> None:
    body = refusals.chat(context.pool.target.model, parameters)
    context.world.notes["refused"] = caller(context.world, agent).ask_both_ways(body).responses


@when("{agent} sends the body {text}")
def send_a_body(context: Context, agent: str, body: str) -> None:
    client = context.world.client(agent)
    context.world.notes["refused"] = [refusals.send_raw(client, body.encode(errors="surrogateescape"))]


@when("{agent} nests {string} {count} deep")
def send_a_nest(context: Context, agent: str, where: str, depth: int) -> None:
    client = context.world.client(agent)
    context.world.notes["refused"] = [refusals.send_raw(client, refusals.nested(where, depth))]


@when("{agent} sends a body of {count} bytes")
def send_a_large_body(context: Context, agent: str, size: int) -> None:
    client = context.world.client(agent)
    context.world.notes["refused"] = [refusals.send_raw(client, refusals.oversized(size))]


@when("{agent} completes a prompt of {tokens} with {json}")
def complete_a_long_prompt(context: Context, agent: str, tokens: int, parameters: Json) -> None:
    one = caller(context.world, agent)
    body = one.prompt_body(prompts.ids(tokens), parameters)
    context.world.notes["refused"] = [one.client.post(COMPLETIONS, body)]


@when("{agent} says a text of {count} words with {json}")
def say_a_long_text(context: Context, agent: str, words: int, parameters: Json) -> None:
    one = caller(context.world, agent)
    context.world.notes["refused"] = [one.client.post(CHAT, one.chat_body("heron " * words, parameters))]


@when("{agent} sends the completion {json}")
def send_a_completion(context: Context, agent: str, parameters: Json) -> None:
    one = caller(context.world, agent)
    body = one.prompt_body("The river", parameters)
    context.world.notes["refused"] = [one.client.post(COMPLETIONS, body)]


@when("{agent} says {text} in the name {text}")
def speak_in_a_name(context: Context, agent: str, text: str, name: str) -> None:
    one = caller(context.world, agent)
    context.world.notes["refused"] = [one.client.post(CHAT, one.chat_body(text, {}), name)]


@when("{agent} says {text} in a name of {count} characters")
def speak_in_a_long_name(context: Context, agent: str, text: str, length: int) -> None:
    one = caller(context.world, agent)
    context.world.notes["refused"] = [one.client.post(CHAT, one.chat_body(text, {}), "n" * length)]


@when("{agent} sends {string} both ways, named by {count} characters in {string}")
def send_a_long_name(context: Context, agent: str, path: str, length: int, where: str) -> None:
    client, model = context.world.client(agent), context.pool.target.model
    context.world.notes["refused"] = refusals.send_named(client, model, path, where, "n" * length)


@when("{agent} sends {word} {string} as {string}")
def send_elsewhere(context: Context, agent: str, method: str, path: str, kind: str) -> None:
    body = json.dumps(refusals.chat(context.pool.target.model, {}))
    headers = {"Content-Type": kind}
    response = context.world.client(agent).send(method, path, content=body, headers=headers)
    context.world.notes["refused"] = [response]


@when("{agent} sends these in her agent's name, whole and streamed:")
def send_broken_requests(context: Context, agent: str) -> None:
    sender = context.world.agent(agent)
    for row in context.table:
        for mode in ({}, {"stream": True}):
            body = refusals.chat("default", json.loads(row["parameters"]) | mode)
            assert_that(sender.client.post(CHAT, body, sender.name).is_client_error, str(body))


@then("both ways are refused with {int}, naming {string}")
def check_both_refusals(context: Context, status: int, param: str) -> None:
    for response in context.world.notes["refused"]:
        error = refusals.refusal(response)
        assert_that(response.status_code, equal_to(status), str(error))
        assert_that(error["param"], starts_with(param), str(error))


@then("she is refused with {int} in OpenAI's envelope")
def check_refusal(context: Context, status: int) -> None:
    for response in context.world.notes["refused"]:
        refusals.refusal(response)
        assert_that(response.status_code, equal_to(status), response.text)


@then("the refusal says {string} and {string}")
def check_what_it_says(context: Context, one: str, other: str) -> None:
    message = refusals.refusal(context.world.notes["refused"][-1])["message"]
    assert_that(message, contains_string(one))
    assert_that(message, contains_string(other))


@then("the refusal names {string}")
def check_what_it_names(context: Context, param: str) -> None:
    error = refusals.refusal(context.world.notes["refused"][-1])
    assert_that(error["param"], starts_with(param), str(error))


@then("it has read and written no token")
def check_that_nothing_was_done(context: Context) -> None:
    counted = ("prefilled", "generated", "prompt", "completion")
    done = {name: context.world.client().metric(f"assay_{name}_tokens_total") for name in counted}
    assert_that(done, equal_to(dict.fromkeys(counted, 0)))
