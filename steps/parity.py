"""Sentences about many prompts asked in every mode, whole and as a stream, and about a full context."""

import json

from behave import then, when
from behave.model import Table
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, less_than

from reports import evidence
from steps.drivers.parity import parity
from steps.drivers.requests import Json
from steps.drivers.rounds import SOMEWHERE, Rounds, filled


def prompts_of(table: Table) -> list[tuple[str, Json]]:
    """The texts of a table, each with its further parameters."""
    return [(json.loads(row["text"]), json.loads(row["parameters"])) for row in table]


@when("{agent} asks all of these by each API and by command, whole and as a stream:")
def ask_all(context: Context, agent: str) -> None:
    context.world.notes["parity"] = parity(context.world, agent, prompts_of(context.table))


@when("{agent} asks each of these in the name of an agent of its own, whole and as a stream:")
def ask_as_agents(context: Context, agent: str) -> None:
    context.world.notes["rounds"] = Rounds(context.world, agent, prompts_of(context.table))
    context.world.notes["rounds"].ask()


@when("{agent} asks all of them again")
def ask_as_agents_again(context: Context, agent: str) -> None:
    context.world.notes["rounds"].ask()


@then("all {count} answers to each are the same")
def check_rounds(context: Context, count: int) -> None:
    found = context.world.notes["rounds"]
    evidence.measurement(context, "Both ways, in three rounds", found.seconds, "s", requirement="STR-1")
    assert_that(found.differences(), empty())
    assert_that(2 * len(found.rounds), equal_to(count))


@then("they reused nothing the first time, tokens from memory the second time, and from disk the third time")
def check_sources(context: Context) -> None:
    sources = context.world.notes["rounds"].sources()
    assert_that(sources, equal_to([{"none"}, {"hot", SOMEWHERE}, {"disk", SOMEWHERE}]))


@then("all {count} requests were answered the same both ways, within {duration}")
def check_all(context: Context, count: int, seconds: float) -> None:
    found = context.world.notes["parity"]
    evidence.measurement(context, "Both ways, all", found.seconds, "s", at_most=seconds, requirement="STR-1")
    assert_that(found.differences, empty())
    assert_that(found.asked, equal_to(count))
    assert_that(found.seconds, less_than(seconds))


@when("{agent} fills a context of {tokens} but for {int}, with a chat and with a message, both ways")
def fill_a_context(context: Context, agent: str, tokens: int, answer: int) -> None:
    context.world.notes["filled"] = filled(context.world, agent, tokens, answer)


@then("both are the same both ways, and {tokens} long with their answers")
def check_what_is_full(context: Context, tokens: int) -> None:
    found = context.world.notes["filled"]
    assert_that([fault for told in found for fault in told.differences()], empty())
    assert_that([told.tokens for told in found], equal_to([tokens, tokens]))
