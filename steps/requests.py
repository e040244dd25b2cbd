"""Sentences about single requests: their parameters, and what became of the answer."""

import json
from statistics import fmean

from behave import then, when
from behave.runner import Context
from hamcrest import (
    all_of,
    assert_that,
    contains_string,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_item,
    has_length,
    instance_of,
    is_not,
)

from steps.drivers import schemas
from steps.drivers.requests import Json, Reply, caller
from steps.drivers.tools import schema_of


def keep(context: Context, agent: str, reply: Reply) -> None:
    """Leave an answer for the sentences that follow, as the last and as this person's."""
    context.world.notes.setdefault("replies", []).append(reply)
    context.world.notes[agent] = reply


def replies(context: Context) -> list[Reply]:
    """Every answer so far, the last one last."""
    kept: list[Reply] = context.world.notes["replies"]
    return kept


@when("{agent} sends {json}")
def send(context: Context, agent: str, parameters: Json) -> None:
    one = caller(context.world, agent)
    keep(
        context, agent, one.reply(one.chat_body("Hello.", context.world.notes.get("tools", {}) | parameters))
    )


@when("{agent} says {text} with {json}")
def say_with(context: Context, agent: str, text: str, parameters: Json) -> None:
    one = caller(context.world, agent)
    keep(context, agent, one.reply(one.chat_body(text, context.world.notes.get("tools", {}) | parameters)))


@when("{agent} says {text} with {json}, {count} times with another seed each")
def say_with_seeds(context: Context, agent: str, text: str, parameters: Json, count: int) -> None:
    one = caller(context.world, agent)
    for seed in range(count):
        keep(context, agent, one.reply(one.chat_body(text, parameters | {"seed": seed})))


@when("{agent} writes on for {tokens} with {json}")
def write_on_with(context: Context, agent: str, tokens: int, parameters: Json) -> None:
    one = caller(context.world, agent)
    endless = context.pool.model.endless(tokens)
    keep(context, agent, one.reply(one.chat_body("Write on.", endless | {"logprobs": True} | parameters)))


@when("{agent} says {text} to be answered by the schema:")
def say_with_a_schema(context: Context, agent: str, text: str) -> None:
    one = caller(context.world, agent)
    context.world.notes["schema"] = schema = json.loads(context.text)
    keep(context, agent, one.reply(one.chat_body(text, schemas.answer_format(schema))))


@then("{agent}'s prompt has more tokens than {agent}'s")
def check_prompts(context: Context, one: str, other: str) -> None:
    longer, shorter = context.world.notes[one].prompt_tokens, context.world.notes[other].prompt_tokens
    assert_that(longer, greater_than(shorter))


@then("the answer is {text}")
def check_text(context: Context, text: str) -> None:
    assert_that(replies(context)[-1].text, equal_to(text))


@then("the answer contains {string}")
def check_a_part_of_the_text(context: Context, text: str) -> None:
    assert_that(replies(context)[-1].text, contains_string(text))


@then("the answer is a JSON object")
def check_an_object(context: Context) -> None:
    reply = replies(context)[-1]
    assert_that(json.loads(reply.text), instance_of(dict))
    assert_that(reply.choice.finish_reason, equal_to("stop"))


@then("each token is one that {json} lets through, and not each is the likeliest")
def check_a_bound(context: Context, bound: Json) -> None:
    choice = replies(context)[-1].choice
    assert_that(choice.faults_of_bound(**bound), empty())
    assert_that(choice.is_likeliest(), has_item(False))


@then("the tokens of each answer are less likely than those of the one before")
def check_temperatures(context: Context) -> None:
    means = [fmean(reply.choice.logprobs) for reply in replies(context)]
    assert_that(means, equal_to(sorted(set(means), reverse=True)))


@then("the answer ends by {string} after {tokens}")
def check_length(context: Context, reason: str, tokens: int) -> None:
    reply = replies(context)[-1]
    assert_that((reply.choice.finish_reason, reply.completion_tokens), equal_to((reason, tokens)))


@then("all answers are the same")
def check_all_same(context: Context) -> None:
    first, *others = replies(context)
    assert_that(others, has_length(greater_than(0)))
    for other in others:
        assert_that(first.differences(other), empty())


@then("the answers are not all the same")
def check_not_all_same(context: Context) -> None:
    assert_that({reply.text for reply in replies(context)}, has_length(greater_than(1)))


@then("the answer has at least {count} different tokens more than the one before")
def check_variety(context: Context, more: int) -> None:
    before, after = (len(set(reply.choice.tokens)) for reply in replies(context)[-2:])
    assert_that(after, greater_than_or_equal_to(before + more))


@then("the answer has {count} different token(s)")
def check_different_tokens(context: Context, count: int) -> None:
    assert_that(set(replies(context)[-1].choice.tokens), has_length(count))


@then("there are {count} choices, numbered from 0")
def check_choices(context: Context, count: int) -> None:
    assert_that(
        [choice["index"] for choice in replies(context)[-1].body["choices"]], equal_to([*range(count)])
    )


@then("usage counts the tokens of all {count} choices")
def check_usage_of_all(context: Context, count: int) -> None:
    reply = replies(context)[-1]
    lengths = [len(choice.tokens) for choice in reply.choices]
    assert_that((len(lengths), sum(lengths)), equal_to((count, reply.completion_tokens)))


@then("the choices are not all the same")
def check_different_choices(context: Context) -> None:
    assert_that({choice.text for choice in replies(context)[-1].choices}, has_length(greater_than(1)))


@then("each token comes with its bytes and the {count} likeliest, in order")
def check_logprobs(context: Context, count: int) -> None:
    choice = replies(context)[-1].choice
    assert_that(choice.spelled(), all_of(equal_to(choice.text), has_length(greater_than(0))))
    assert_that(choice.faults_of_logprobs(count), empty())


@then("the answer carries no logprobs")
def check_no_logprobs(context: Context) -> None:
    assert_that(replies(context)[-1].choice.tokens, empty())


@then("the answer is JSON that the schema allows")
def check_schema(context: Context) -> None:
    reply = replies(context)[-1]
    assert_that(schemas.faults(reply.text, context.world.notes["schema"]), empty())
    assert_that(reply.choice.finish_reason, equal_to("stop"))


@then("the answer calls no tool")
def check_no_call(context: Context) -> None:
    choice = replies(context)[-1].choice
    assert_that((choice.calls, choice.finish_reason), equal_to(([], "stop")))
    assert_that(choice.text, is_not(equal_to("")))


@then("the answer calls {string}")
def check_the_tool(context: Context, name: str) -> None:
    choice = replies(context)[-1].choice
    assert_that([called for called, _ in choice.calls], equal_to([name]))


@then("it is one call, with the arguments {json}")
def check_the_arguments(context: Context, arguments: Json) -> None:
    assert_that([json.loads(given) for _, given in replies(context)[-1].choice.calls], equal_to([arguments]))


@then("the answer ends by itself")
def check_the_end(context: Context) -> None:
    assert_that(replies(context)[-1].choice.finish_reason, equal_to("stop"))


@then("it is one call, with arguments that the tool's schema allows")
def check_the_call(context: Context) -> None:
    choice = replies(context)[-1].choice
    assert_that((len(choice.calls), choice.finish_reason), equal_to((1, "tool_calls")))
    name, arguments = choice.calls[0]
    assert_that(schemas.faults(arguments, schema_of(context.world.notes["tools"]["tools"], name)), empty())


@then("the answer names the model that is listed")
def check_the_model(context: Context) -> None:
    listed = context.world.client("Ada").get("/v1/models")["data"]
    assert_that([model["id"] for model in listed], has_item(replies(context)[-1].body["model"]))


@then("the server remembers an agent {string}")
def check_an_agent_is_known(context: Context, name: str) -> None:
    assert_that(context.world.client("Ada").agent(name), is_not(equal_to(None)))


@then("the log has a line with the user {string}")
def check_the_log_names_the_user(context: Context, user: str) -> None:
    records = context.world.server.process.log.records()
    assert_that([record.get("user") for record in records], has_item(user))
