"""Sentences about Anthropic's API, spoken over bare HTTP."""

import json

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than, has_length, starts_with

from steps.drivers import messages
from steps.drivers.messages import Json, Message, caller, offered


def answers(context: Context) -> list[Message]:
    """Every whole message so far, the last one last."""
    kept: list[Message] = context.world.notes.setdefault("messages", [])
    return kept


def body(context: Context, agent: str, text: str, parameters: Json) -> Json:
    """The request, with the tools that were listed."""
    tools = context.world.notes.get("tools", {}).get("tools", [])
    named = {"tools": offered(tools)} if tools else {}
    return caller(context.world, agent).body(text, named | parameters)


@when("{agent} asks Anthropic's API {text} with {json}")
def ask(context: Context, agent: str, text: str, parameters: Json) -> None:
    answers(context).append(caller(context.world, agent).whole(body(context, agent, text, parameters)))


@when("{agent} asks Anthropic's API {text} with {json}, {count} times")
def ask_often(context: Context, agent: str, text: str, parameters: Json, times: int) -> None:
    for _ in range(times):
        ask(context, agent, text, parameters)


@when("{agent} asks Anthropic's API {text} both ways with {json}")
def ask_both_ways(context: Context, agent: str, text: str, parameters: Json) -> None:
    asked = body(context, agent, text, parameters)
    answers(context).append(caller(context.world, agent).whole(asked))
    context.world.notes["events"] = caller(context.world, agent).streamed(asked)


@when("{agent}'s agent {string} asks Anthropic's API {text} with {json}")
def ask_in_a_name(context: Context, agent: str, name: str, text: str, parameters: Json) -> None:
    asked = body(context, agent, text, parameters)
    answers(context).append(caller(context.world, agent).whole(asked, **{"X-Agent-ID": name}))


@when("{agent} asks Anthropic's API to count {text} with {json} and to answer it")
def count_and_ask(context: Context, agent: str, text: str, parameters: Json) -> None:
    asked = body(context, agent, text, parameters)
    context.world.notes["counted"] = caller(context.world, agent).count(asked)
    answers(context).append(caller(context.world, agent).whole(asked))


@when("{agent} sends Anthropic's API {json} both ways")
def send_both_ways(context: Context, agent: str, parameters: Json) -> None:
    asked = caller(context.world, agent).body("Hello.", {"max_tokens": 4} | parameters)
    modes: tuple[Json, ...] = ({}, {"stream": True})
    context.world.notes["refused"] = [caller(context.world, agent).post(asked | mode) for mode in modes]


@when("{agent} sends Anthropic's API {word} {string} with the headers {json}")
def send_headers(context: Context, agent: str, method: str, path: str, headers: Json) -> None:
    content = json.dumps(caller(context.world, agent).body("Hello.", {"max_tokens": 4}))
    headers = {"Content-Type": "application/json", **messages.VERSION, **headers}
    sent = {name: value for name, value in headers.items() if value is not None}
    response = context.world.client(agent).send(method, path, content=content, headers=sent)
    context.world.notes["refused"] = [response]


@when("{agent} sends Anthropic's API a body of {count} bytes")
def send_a_large_body(context: Context, agent: str, size: int) -> None:
    context.world.notes["refused"] = [caller(context.world, agent).post({"model": "x" * size})]


@then("both of Anthropic's ways agree")
def check_both_ways(context: Context) -> None:
    assert_that(context.world.notes["events"].message(), equal_to(answers(context)[-1]))


@then("the events are {string}")
def check_events(context: Context, names: str) -> None:
    assert_that(context.world.notes["events"].kinds(), equal_to(names.split(", ")))


@then("the message is {text}")
def check_text(context: Context, text: str) -> None:
    assert_that(answers(context)[-1].text, equal_to(text))


@then("the message thinks {text}")
def check_thoughts(context: Context, thought: str) -> None:
    thoughts = [block["thinking"] for block in answers(context)[-1].blocks if block["type"] == "thinking"]
    assert_that("".join(thoughts), equal_to(thought))


@then("the message ends by {string}")
def check_reason(context: Context, reason: str) -> None:
    assert_that(answers(context)[-1].stop_reason, equal_to(reason))


@then("the message ends by {string} at {text}")
def check_stop(context: Context, reason: str, stop: str) -> None:
    message = answers(context)[-1]
    assert_that((message.stop_reason, message.stop_sequence), equal_to((reason, stop)))


@then("the message calls {string}")
def check_calls(context: Context, names: str) -> None:
    assert_that(answers(context)[-1].calls, equal_to(names.split(", ") if names else []))


@then("the messages are the same, and cost the same")
def check_same(context: Context) -> None:
    first, *others = answers(context)
    assert_that(others, has_length(greater_than(0)))
    for other in others:
        assert_that(other, equal_to(first))


@then("the messages are not all the same")
def check_not_same(context: Context) -> None:
    assert_that({message.text for message in answers(context)}, has_length(greater_than(1)))


@then("the last prompt has more tokens than the one before")
def check_longer(context: Context) -> None:
    before, last = (message.prompt_tokens for message in answers(context)[-2:])
    assert_that(last, greater_than(before))


@then("the count is what the answer's usage says")
def check_count(context: Context) -> None:
    assert_that(context.world.notes["counted"], equal_to(answers(context)[-1].prompt_tokens))


@then("all of the prompt was written to the cache")
def check_written(context: Context) -> None:
    usage = answers(context)[-1].usage
    assert_that(usage["cache_creation_input_tokens"], equal_to(answers(context)[-1].prompt_tokens))


@then("the prompt was neither written to a cache nor read from one")
def check_uncached(context: Context) -> None:
    assert_that(answers(context)[-1].usage["input_tokens"], equal_to(answers(context)[-1].prompt_tokens))


@then("{tokens} of the prompt were read from the cache, none written to it and {count} computed again")
def check_cached(context: Context, read: int, again: int) -> None:
    usage = answers(context)[-1].usage
    assert_that([usage[kind] for kind in messages.INPUT], equal_to([again, 0, read]))


@then("what was read of the prompt is the first prompt and its answer, and the rest was written")
def check_grown(context: Context) -> None:
    before, last = answers(context)[-2:]
    read = before.prompt_tokens + before.usage["output_tokens"]
    expected = [0, last.prompt_tokens - read, read]
    assert_that([last.usage[kind] for kind in messages.INPUT], equal_to(expected))


@then("both of Anthropic's ways are refused with {int} as {string}, naming {string}")
def check_refusals(context: Context, status: int, kind: str, name: str) -> None:
    for response in context.world.notes["refused"]:
        error = messages.refusal(response)
        assert_that((response.status_code, error["type"]), equal_to((status, kind)), str(error))
        assert_that(error["message"], starts_with(f"{name}"), str(error))


@then("she is refused with {int} in Anthropic's envelope, as {string}")
def check_refusal(context: Context, status: int, kind: str) -> None:
    response = context.world.notes["refused"][-1]
    assert_that((response.status_code, messages.refusal(response)["type"]), equal_to((status, kind)))
