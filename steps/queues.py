"""Sentences about people who have asked and wait behind others."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, has_key

from steps.drivers.prompts import filler


@when("{agent} says {string} and has to wait")
def wait_to_say(context: Context, agent: str, text: str) -> None:
    context.world.queue.join(context.world.agent(agent), text)


@when("{agent} asks for {tokens} and has to wait")
def wait_to_ask(context: Context, agent: str, tokens: int) -> None:
    parameters = context.pool.model.endless(tokens)
    context.world.queue.join(context.world.agent(agent), "Write on.", **parameters)


@when("{agent} sends the same prompt of {tokens} and has to wait")
def wait_to_send(context: Context, agent: str, tokens: int) -> None:
    context.world.queue.join(context.world.agent(agent), filler(tokens))


@when("{count} of them is/are still waiting")
def wait_until_fewer_wait(context: Context, count: int) -> None:
    context.world.queue.until_waiting(count)


@when("{agent} gets his/her answer")
def get_the_answer(context: Context, agent: str) -> None:
    context.world.queue.leave(context.world.agent(agent))


@when("{agent} asks for {tokens} and his/her answer has begun")
def begin_an_answer(context: Context, agent: str, tokens: int) -> None:
    parameters = context.pool.model.endless(tokens)
    context.world.queue.begin(context.world.agent(agent), "Write on.", **parameters)


@then("{agent}'s request is refused with {int}, {string}")
def check_refusal(context: Context, agent: str, status: int, code: str) -> None:
    response = context.world.queue.response(context.world.agent(agent))
    told = response.json().get("error", {}).get("code")
    assert_that((response.status_code, told), equal_to((status, code)), response.text)


@then("{agent}'s request fails with {int}, {string}, and when to come again")
def check_failure(context: Context, agent: str, status: int, code: str) -> None:
    check_refusal(context, agent, status, code)
    assert_that(context.world.queue.response(context.world.agent(agent)).headers, has_key("retry-after"))
