"""Sentences about OpenAI's own Python package, used as it comes."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    all_of,
    assert_that,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_item,
    has_length,
    instance_of,
    less_than_or_equal_to,
)

from steps.drivers.openai_client import OpenAIClient, Place, Weather, spelled
from steps.drivers.requests import Json


def client(context: Context, agent: str = "Ada") -> OpenAIClient:
    """The person's client in this scenario, made when it is first spoken of."""
    world = context.world
    if "openai" not in world.notes:
        key = world.anyone.profile.key_of(agent) or context.pool.target.key
        world.notes["openai"] = OpenAIClient(world.anyone.url, key, context.pool.target.model)
        context.add_cleanup(world.notes["openai"].close)
    made: OpenAIClient = world.notes["openai"]
    return made


@given("{agent} has the OpenAI client at hand")
def have_it_at_hand(context: Context, agent: str) -> None:
    client(context, agent)


@when("{agent}'s OpenAI client says {text}")
def say(context: Context, agent: str, text: str) -> None:
    client(context, agent).say(text, {})


@when("{agent}'s OpenAI client says {text} with {json}")
def say_with(context: Context, agent: str, text: str, parameters: Json) -> None:
    client(context, agent).say(text, parameters)


@when("{agent}'s OpenAI client says {text} without trying again")
def say_once(context: Context, agent: str, text: str) -> None:
    client(context, agent).say(text, {}, retries=0)


@when("{agent}'s OpenAI client streams {text}")
def stream(context: Context, agent: str, text: str) -> None:
    client(context, agent).stream(text)


@when("{agent}'s OpenAI client accumulates the stream of {text}")
def accumulate(context: Context, agent: str, text: str) -> None:
    client(context, agent).accumulate(text)


@when("{agent}'s OpenAI client completes {text}")
def complete(context: Context, agent: str, text: str) -> None:
    client(context, agent).complete(text)


@when("{agent}'s OpenAI client says {text} and must call a tool")
def call_a_tool(context: Context, agent: str, text: str) -> None:
    client(context, agent).call_a_tool(text, context.world.notes["tools"]["tools"])


@when("{agent}'s OpenAI client gives back {text}")
def give_back(context: Context, agent: str, text: str) -> None:
    client(context, agent).give_back(text, context.world.notes["tools"]["tools"])


@when("{agent}'s OpenAI client asks {text} with a tool for the weather of a place")
def ask_for_the_weather(context: Context, agent: str, text: str) -> None:
    client(context, agent).ask_for_the_weather(text)


@when("{agent}'s OpenAI client asks {text} for a place, with its parser")
def parse(context: Context, agent: str, text: str) -> None:
    client(context, agent).ask_for_a_place(text)


@then("it got an answer, a reason to finish and the count of tokens")
@then("it got a completion, a reason to finish and the count of tokens")
def check_answer(context: Context) -> None:
    assert_that(client(context).faults(), empty())


@then("the stream made the whole answer, with the same reason and count of tokens")
def check_stream(context: Context) -> None:
    assert_that(client(context).streamed, equal_to(client(context).whole()))


@then("{agent}'s OpenAI client finds every listed model under its id")
def check_models(context: Context, agent: str) -> None:
    found = client(context, agent).models_found()
    assert_that(found, has_length(greater_than(0)))
    assert_that([listed for listed, _ in found], equal_to([retrieved for _, retrieved in found]))


@then("it got {count} choices, each with logprobs that spell its text")
def check_choices(context: Context, count: int) -> None:
    texts = [choice.message.content for choice in client(context).answer.choices]
    assert_that(len(texts), equal_to(count))
    assert_that([spelled(choice) for choice in client(context).answer.choices], equal_to(texts))


@then("it got a call for the weather of a place")
def check_the_weather(context: Context) -> None:
    calls = client(context).answer.choices[0].message.tool_calls
    assert_that([type(call.function.parsed_arguments) for call in calls], equal_to([Weather]))


@then("it got a place")
def check_place(context: Context) -> None:
    assert_that(client(context).answer.choices[0].message.parsed, instance_of(Place))


@then("it raised {word}, naming {string}")
def check_exception(context: Context, name: str, param: str) -> None:
    error = client(context).error
    assert_that((type(error).__name__, getattr(error, "param", None)), equal_to((name, param)))


@then("it raised {word}, after which to try again in {int} to {int} seconds")
def check_busy(context: Context, name: str, least: int, most: int) -> None:
    error = client(context).refusal
    seconds = int(error.response.headers["Retry-After"])
    assert_that(type(error).__name__, equal_to(name))
    assert_that(seconds, all_of(greater_than_or_equal_to(least), less_than_or_equal_to(most)))


@then("with the key {string} it raises {word}")
def check_wrong_key(context: Context, key: str, name: str) -> None:
    assert_that(client(context).refused_as(key), equal_to(name))


@then("it was refused with {int} before")
def check_refused_before(context: Context, status: int) -> None:
    *before, last = client(context).statuses
    assert_that(last, equal_to(200))
    assert_that(before, has_item(status))
