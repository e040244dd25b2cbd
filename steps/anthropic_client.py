"""Sentences about Anthropic's own Python package, used as it comes."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    all_of,
    assert_that,
    contains_string,
    empty,
    equal_to,
    greater_than_or_equal_to,
    has_item,
    instance_of,
    less_than_or_equal_to,
)

from steps.drivers.anthropic_client import AnthropicClient, Place
from steps.drivers.messages import offered
from steps.drivers.requests import Json


def client(context: Context, agent: str = "Ada") -> AnthropicClient:
    """The person's client in this scenario, made when it is first spoken of."""
    world = context.world
    if "anthropic" not in world.notes:
        key = world.anyone.profile.key_of(agent) or context.pool.target.key
        world.notes["anthropic"] = AnthropicClient(world.anyone.url, key, context.pool.target.model)
        context.add_cleanup(world.notes["anthropic"].close)
    made: AnthropicClient = world.notes["anthropic"]
    return made


@given("{agent} has the Anthropic client at hand")
def have_it_at_hand(context: Context, agent: str) -> None:
    client(context, agent)


@when("{agent}'s Anthropic client says {text}")
def say(context: Context, agent: str, text: str) -> None:
    client(context, agent).say(text, {})


@when("{agent}'s Anthropic client says {text} with {json}")
def say_with(context: Context, agent: str, text: str, parameters: Json) -> None:
    client(context, agent).say(text, parameters)


@when("{agent}'s Anthropic client says {text} without trying again")
def say_once(context: Context, agent: str, text: str) -> None:
    client(context, agent).say(text, {}, retries=0)


@when("{agent}'s Anthropic client streams {text} with its helper")
def stream(context: Context, agent: str, text: str) -> None:
    client(context, agent).stream(text)


@when("{agent}'s Anthropic client streams the events of {text}")
def stream_events(context: Context, agent: str, text: str) -> None:
    client(context, agent).stream_events(text)


@when("{agent}'s Anthropic client streams a long answer, in which the engine is killed")
def stream_and_kill(context: Context, agent: str) -> None:
    client(context, agent).stream_during(context.world.own_server.kill_engine)


@when("{agent}'s Anthropic client says {text} and must call a tool")
def call_a_tool(context: Context, agent: str, text: str) -> None:
    client(context, agent).call_a_tool(text, offered(context.world.notes["tools"]["tools"]))


@when("{agent}'s Anthropic client gives back {text}")
def give_back(context: Context, agent: str, text: str) -> None:
    client(context, agent).give_back(text)


@when("{agent}'s Anthropic client runs its own loop of tools on {text}")
def run_tools(context: Context, agent: str, text: str) -> None:
    client(context, agent).run_tools(text)


@when("{agent}'s Anthropic client asks {text} for a place, with its parser")
def parse(context: Context, agent: str, text: str) -> None:
    client(context, agent).ask_for_a_place(text)


@then("the Anthropic client got an answer, a reason to stop and the count of tokens")
def check_answer(context: Context) -> None:
    assert_that(client(context).faults(), empty())


@then("the Anthropic client's stream made the whole answer, with the same reason and count of tokens")
def check_stream(context: Context) -> None:
    assert_that(client(context).streamed, equal_to(client(context).whole()))


@then("its function ran for {string}")
def check_runs(context: Context, city: str) -> None:
    assert_that(client(context).ran, equal_to([city]))


@then("the Anthropic client got a place")
def check_place(context: Context) -> None:
    assert_that(client(context).answer.parsed_output, instance_of(Place))


@then("the Anthropic client counts as many tokens as the answer did")
def check_count(context: Context) -> None:
    assert_that(client(context).count(), equal_to(client(context).answer.usage.input_tokens))


@then("the Anthropic client raised {word}, naming {string}")
def check_exception(context: Context, name: str, param: str) -> None:
    error = client(context).refusal
    assert_that((type(error).__name__, bool(error.request_id)), equal_to((name, True)))
    assert_that(error.message, contains_string(f"{param}: "))


@then("the Anthropic client raised {word}, of the type {string}")
def check_type(context: Context, name: str, kind: str) -> None:
    error = client(context).refusal
    assert_that((type(error).__name__, error.type), equal_to((name, kind)))


@then("the Anthropic client raised {word}, after which to try again in {int} to {int} seconds")
def check_busy(context: Context, name: str, least: int, most: int) -> None:
    error = client(context).refusal
    seconds = int(error.response.headers["Retry-After"])
    assert_that(type(error).__name__, equal_to(name))
    assert_that(seconds, all_of(greater_than_or_equal_to(least), less_than_or_equal_to(most)))


@then("with the key {string} the Anthropic client raises {word}")
def check_wrong_key(context: Context, key: str, name: str) -> None:
    assert_that(client(context).refused_as(key), equal_to(name))


@then("the Anthropic client was refused with {int} before")
def check_refused_before(context: Context, status: int) -> None:
    *before, last = client(context).statuses
    assert_that(last, equal_to(200))
    assert_that(before, has_item(status))
