"""Sentences in which files change behind the server's back, or it is killed, and what it makes of that."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, contains_inanyorder, empty, equal_to

from reports import evidence
from steps.drivers.cachefiles import CacheFiles
from steps.drivers.damage import NotPossibleError
from steps.drivers.matchers import same_answer_as
from steps.drivers.prompts import asking
from steps.drivers.victims import find_damaged


@when("{agent}'s {file} is {damage} while the server is stopped")
def damage_a_file(context: Context, agent: str, file: str, how: str) -> None:
    try:
        context.world.own_server.while_stopped(lambda files: files.damage(file, how))
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("{agent}'s {file} is {damage}")
def damage_a_file_in_use(context: Context, agent: str, file: str, how: str) -> None:
    try:
        context.world.server.damage(file, how)
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@given("agents who find their manifest damaged after a restart:")
def damage_manifests(context: Context) -> None:
    try:
        context.world.notes["victims"] = find_damaged(context.world, context.table)
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("each of them asks for the access code")
def ask_each_victim(context: Context) -> None:
    for victim in context.world.notes["victims"]:
        victim.agent.say(asking("access code"))


@then("each of them is answered as by a server that never met the others")
def check_each_victim(context: Context) -> None:
    for victim in context.world.notes["victims"]:
        turn = victim.agent.turn
        assert_that(turn.answer, same_answer_as(context.world.cold(turn)), victim.how)


@then("none of them reused any tokens")
def check_no_victim_reused(context: Context) -> None:
    reused = [victim.how for victim in context.world.notes["victims"] if victim.agent.answer.cached_tokens]
    assert_that(reused, empty())


@then("the quarantine gives the reason of each")
def check_each_reason(context: Context) -> None:
    reasons = [victim.reason for victim in context.world.notes["victims"]]
    assert_that(CacheFiles(context.world.server.home).quarantined(), contains_inanyorder(*reasons))


@when("the files of both agents/models are exchanged while the server is stopped")
def exchange_files(context: Context) -> None:
    context.world.own_server.while_stopped(CacheFiles.exchange_agents)


@when("the blocks of both agents/models are exchanged while the server is stopped")
def exchange_blocks(context: Context) -> None:
    context.world.own_server.while_stopped(CacheFiles.exchange_blocks)


@when("the server is killed and started again {count} times, each time later in saving a turn of {tokens}")
def crash_while_saving(context: Context, count: int, tokens: int) -> None:
    context.world.notes["crashes"] = context.world.crash_while_saving(count, tokens)


@then("the quarantine gives the reason {string}")
def check_the_quarantine(context: Context, reason: str) -> None:
    assert_that(CacheFiles(context.world.server.home).quarantined()[-1:], equal_to([reason]))


@then("nothing was quarantined")
def check_nothing_was_quarantined(context: Context) -> None:
    assert_that(CacheFiles(context.world.server.home).quarantined(), empty())


@then("every agent resumed its last complete turn or the one before")
def check_what_was_resumed(context: Context) -> None:
    resumed = [crash.resumed for crash in context.world.notes["crashes"]]
    kept = resumed.count("last")
    evidence.measurement(context, "Turns kept of those killed while saving", kept, "turns", n=len(resumed))
    assert_that([what for what in resumed if what not in ("last", "before")], empty())


@then("every answer was what a server that never met the others gives")
def check_every_resumed_answer(context: Context) -> None:
    turns = [crash.agent.turn for crash in context.world.notes["crashes"]]
    assert_that(
        [fault for turn in turns for fault in turn.answer.differences(context.world.cold(turn))], empty()
    )
