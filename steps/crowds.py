"""Sentences in which five people act at the same moment, and about what all of them were answered."""

from functools import partial

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, greater_than, less_than

from steps.drivers import prompts
from steps.drivers.crowd import in_turn
from steps.drivers.figures import Figure
from steps.drivers.matchers import same_answer_as


@given("each agent was told its own {fact}:")
def tell_each(context: Context, fact: str) -> None:
    context.world.crowd.tell(fact, {row["agent"]: row[fact] for row in context.table})


@when("all of them ask for the {fact} at the same moment")
def ask_together(context: Context, fact: str) -> None:
    context.world.crowd.say(prompts.asking(fact))


@when("all of them say {string} at the same moment")
def say_together(context: Context, text: str) -> None:
    context.world.crowd.say(text)


@when("{agent} writes {tokens} while the others come and go")
def write_among_others(context: Context, agent: str, tokens: int) -> None:
    parameters = context.pool.model.endless(tokens)
    context.world.crowd.write_among_others(agent, "Write on.", parameters)


@when("{count} agents each say {string}")
def say_in_a_population(context: Context, count: int, text: str) -> None:
    context.world.notes["population"] = agents = context.world.population(count)
    in_turn([partial(agent.say, text, max_tokens=4) for agent in agents], width=8)


@when("{count} agents each read {tokens}")
def read_in_a_population(context: Context, count: int, tokens: int) -> None:
    context.world.notes["population"] = agents = context.world.population(count)
    in_turn([partial(agent.say_at_least, tokens) for agent in agents], width=4)


@then("every one of them was answered")
def check_every_one_was_answered(context: Context) -> None:
    lengths = [agent.answer.completion_tokens for agent in context.world.notes["population"]]
    assert_that(min(lengths), greater_than(0))


@then("the last of them is still known, and the first is not")
def check_who_is_known(context: Context) -> None:
    agents = context.world.notes["population"]
    assert_that((agents[-1].kept() is not None, agents[0].kept()), equal_to((True, None)))


@when("all of them say {string} at the same moment, {count} times")
def measure_rounds(context: Context, text: str, rounds: int) -> None:
    context.world.notes["seconds"] = context.world.crowd.rounds(text, rounds)


@then("each answer contains what the agent was told and nobody else was")
def check_own_facts(context: Context) -> None:
    assert_that(context.world.crowd.mix_ups(), empty())


@then("95 % of the answers took less than {duration}")
def check_the_slowest(context: Context, seconds: float) -> None:
    figure = Figure(context, "Answer, p95 of five at once", "s", "ISO-5")
    slow = figure.slowest_of_twenty(context.world.notes["seconds"], at_most=seconds)
    assert_that(slow, less_than(seconds))


@then("each answer is what a server that never met the others gives")
def check_each_against_a_cold_answer(context: Context) -> None:
    for agent in context.world.crowd.agents:
        assert_that(agent.answer, same_answer_as(context.world.cold(agent.turn)), agent.persona)


@then("each answer is what a server {string} that never met the others gives")
def check_each_against_another_cold_answer(context: Context, profile: str) -> None:
    for agent in context.world.crowd.agents:
        assert_that(agent.answer, same_answer_as(context.world.cold(agent.turn, profile)), agent.persona)


@then("each answer reused tokens of the agent's own conversation and no more")
def check_own_reuse(context: Context) -> None:
    assert_that(context.world.crowd.strange_reuses(), empty())
