"""Sentences about coding sessions, and about the beginnings that agents of one tenant have in common."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    empty,
    equal_to,
    greater_than_or_equal_to,
    less_than,
    less_than_or_equal_to,
    only_contains,
)

from reports import evidence
from steps.drivers.coding import CodingSession, CodingSessions, instructions, weigh_others
from steps.drivers.figures import Figure
from steps.drivers.messages import caller, caller_of_a_stranger
from steps.drivers.prompts import changed, ids


def sessions(context: Context) -> CodingSessions:
    """Those of the scenario."""
    held: CodingSessions = context.world.notes["sessions"]
    return held


@given("coding sessions that begin with the same {tokens} of instructions, and are told:")
def plan_sessions(context: Context, tokens: int) -> None:
    told = {row["agent"]: row["access code"] for row in context.table}
    same = instructions(tokens)
    people = [CodingSession(who, caller(context.world, who), same, code) for who, code in told.items()]
    context.world.notes["sessions"] = CodingSessions(people)


@when("all of the sessions work at the same moment")
def work_together(context: Context) -> None:
    sessions(context).work()


@when("the sessions begin one after another, and the caches are weighed after the first and after the last")
def begin_in_turn(context: Context) -> None:
    context.world.notes["weights"] = sessions(context).begin_in_turn(context.world)


@then("each of their answers is what a server that never met the others gives")
def check_against_strangers(context: Context) -> None:
    assert_that(sessions(context).strange_answers(caller_of_a_stranger(context.world)), empty())


@then("no session's answer holds what another was told")
def check_leaks(context: Context) -> None:
    assert_that(sessions(context).leaks(), empty())


@then("the second to fifth each reused at least {count} tokens of the instructions")
def check_common_instructions(context: Context, count: int) -> None:
    assert_that(sessions(context).later_reuses(), only_contains(greater_than_or_equal_to(count)))


@then("the first token of each of the second to fifth took at most {float} times as long as the first's")
def check_first_tokens(context: Context, limit: float) -> None:
    figure = Figure(context, "First token, slowest later session over the first", "x", "ISO-9")
    assert_that(figure.largest(sessions(context).later_over_first(), at_most=limit), less_than(limit))


@then("95 % of the first tokens came within {duration}")
def check_slow_first_tokens(context: Context, seconds: float) -> None:
    figure = Figure(context, "First token of five coding sessions, p95", "s", "ISO-5")
    assert_that(figure.slowest_of_twenty(sessions(context).first_seconds(), at_most=2), less_than(seconds))


@when("all of them complete the same prompt of {tokens} at the same moment")
def complete_together(context: Context, tokens: int) -> None:
    context.world.crowd.complete(ids(tokens))


@then("the server read at most {tokens} in all")
def check_prefilled(context: Context, limit: int) -> None:
    read = context.world.own_server.client("Olive").metric("assay_prefilled_tokens_total")
    assert_that(read, less_than_or_equal_to(limit))


@when("{agent} completes {agent}'s prompt {change}")
def complete_a_changed_prompt_of_another(context: Context, agent: str, other: str, how: str) -> None:
    prompt = context.world.agent(other).turns[0].body["prompt"]
    context.world.agent(agent).complete(changed(prompt, how))


@when("the others send the request that {agent} sent, and the caches are weighed before and after")
def others_send_the_same(context: Context, agent: str) -> None:
    context.world.notes["weights"] = weigh_others(context.world, agent)


@then("in {word}, all of them take at most {float} times what {agent} takes alone")
def check_five_against_one(context: Context, where: str, limit: float, agent: str) -> None:
    before, after = (weight[where] for weight in context.world.notes["weights"])
    name = f"Five agents with one beginning over one, in {where}"
    evidence.measurement(context, name, after / before, "x", at_most=limit, requirement="ISO-9")
    assert_that(after / before, less_than_or_equal_to(limit))


@then("{agent}'s agent shares {tokens} with others")
def check_sharing(context: Context, agent: str, tokens: int) -> None:
    assert_that(context.world.agent(agent).kept()["shared_tokens"], equal_to(tokens))
