"""Sentences about what the server keeps of an agent, in memory and on disk."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_string,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_entries,
    has_item,
    has_length,
    less_than_or_equal_to,
    none,
    only_contains,
)

from reports import evidence
from steps.drivers.cachefiles import CacheFiles
from steps.drivers.deadlines import until
from steps.drivers.integrity import faults_of, sum_of
from steps.drivers.matchers import holds_nothing_of
from steps.drivers.tiers import disk_bytes, listed_wrong, turn_bytes


@given("{agent}'s turns are on disk")
def save_an_agent(context: Context, agent: str) -> None:
    context.world.agent(agent).flush()


@given("every agent's turns are on disk")
def save_every_agent(context: Context) -> None:
    for agent in context.world.agents.values():
        agent.flush()


@when("everybody's turns are saved")
def save_everybody(context: Context) -> None:
    for agent in [*context.world.agents.values(), *context.world.notes["population"]]:
        agent.flush()


@when("{agent}'s agent is deleted")
def delete_an_agent(context: Context, agent: str) -> None:
    context.world.agent(agent).forget()


@when("{agent} tries to delete her agent")
def try_to_delete_an_agent(context: Context, agent: str) -> None:
    context.world.notes["response"] = context.world.agent(agent).try_to_forget()


@then("the server keeps nothing of {agent}'s agent")
def check_nothing_is_kept(context: Context, agent: str) -> None:
    assert_that(context.world.agent(agent).kept(), none())


@then("{agent}'s list holds {agent}'s agent and not {agent}'s")
def check_the_list(context: Context, agent: str, own: str, other: str) -> None:
    listed = [entry["id"] for entry in context.world.client(agent).agents()]
    assert_that(listed, has_item(context.world.agent(own).name))
    assert_that(listed, holds_nothing_of(context.world.agent(other).server_name))


@then("the server lists {count} agents, each with its model, tokens and bytes")
def check_every_agent_is_listed(context: Context, count: int) -> None:
    client = context.world.client()
    listed = client.agents()
    assert_that(listed, has_length(count))
    assert_that(listed_wrong(listed, client.get("/health/ready")["model"]), empty())


@then("{count} agent(s) has/have a folder on disk")
def check_folders(context: Context, count: int) -> None:
    assert_that(CacheFiles(context.world.server.home).folders, has_length(count))


@then("soon no agent has a folder on disk")
def wait_until_no_folder_is_left(context: Context) -> None:
    files = CacheFiles(context.world.server.home)
    until(lambda: files.folders, lambda left: not left, "every folder to be removed", 0.05)


@then("the last answer was {int}")
def check_last_status(context: Context, status: int) -> None:
    assert_that(context.world.notes["response"].status_code, equal_to(status))


@when("{agent}'s turns are saved")
def wait_for_the_save(context: Context, agent: str) -> None:
    context.world.agent(agent).flush()


@when("{agent} sends the same request again and the bytes written are counted")
def count_bytes_of_a_repetition(context: Context, agent: str) -> None:
    context.world.count_written(agent, context.world.agent(agent).send_again)


@when("{agent} says {string} and the bytes written are counted")
def count_bytes_of_a_turn(context: Context, agent: str, text: str) -> None:
    context.world.count_written(agent, lambda: context.world.agent(agent).say(text))


@then("the turn wrote at most {float} times the bytes of its new tokens")
def check_bytes_per_turn(context: Context, limit: float) -> None:
    ratio = context.world.notes["written"] / context.world.new_bytes()
    evidence.measurement(
        context, "Bytes written per new byte", ratio, "x", at_most=limit, requirement="PER-8"
    )
    assert_that(ratio, less_than_or_equal_to(limit))


@then("{agent}'s turn wrote at most {float} times the bytes of its new tokens and of two snapshots")
def check_bytes_with_snapshots(context: Context, agent: str, limit: float) -> None:
    expected = turn_bytes(context.world.agent(agent), context.world.notes["new_tokens"])
    ratio, name = context.world.notes["written"] / expected, "Bytes written per byte added"
    evidence.measurement(context, name, ratio, "x", at_most=limit, requirement="PER-8")
    assert_that(ratio, less_than_or_equal_to(limit))


@then("the turn wrote at most {float} times what the server keeps of {agent} on disk")
def check_bytes_written(context: Context, limit: float, agent: str) -> None:
    expected = disk_bytes(context.world.agent(agent))
    assert_that(context.world.notes["written"] / expected, less_than_or_equal_to(limit))


@then("everything the server keeps of {agent} is on disk")
def check_everything_is_saved(context: Context, agent: str) -> None:
    kept = context.world.agent(agent).kept()
    assert_that(kept["saved_tokens"], equal_to(kept["tokens"]))
    assert_that(kept["tokens"], greater_than_or_equal_to(context.world.agent(agent).answer.prompt_tokens))


@then("only the owner can read the files on disk")
def check_modes(context: Context) -> None:
    assert_that(CacheFiles(context.world.server.home).readable_by_others(), empty())


@then("no file on disk holds {string}")
def check_no_trace_of_text(context: Context, text: str) -> None:
    assert_that(CacheFiles(context.world.server.home).traces_of_text(text), empty())


@then("no file on disk holds eight tokens in a row of {agent}'s prompt")
def check_no_trace_of_tokens(context: Context, agent: str) -> None:
    tokens = context.world.agent(agent).turn.body["prompt"]
    assert_that(CacheFiles(context.world.server.home).traces_of_tokens(tokens), empty())


@then("the caches in memory take at most {count} bytes")
def check_memory(context: Context, limit: int) -> None:
    taken = context.world.client().get("/v1/integrity")["stats"]["hot_bytes"]
    assert_that(taken, less_than_or_equal_to(limit))


@then("the caches on disk take at most {count} bytes")
def check_disk(context: Context, limit: int) -> None:
    files = CacheFiles(context.world.server.home)
    until(lambda: files.cache_bytes, lambda taken: taken <= limit, f"{limit} bytes on disk at most")


@then("at most {count} agents have a folder on disk")
def check_most_folders(context: Context, count: int) -> None:
    files = CacheFiles(context.world.server.home)
    until(lambda: len(files.folders), lambda left: left <= count, f"{count} folders at most")


@then("the server's own count of its caches finds no problem")
def check_integrity(context: Context) -> None:
    report = context.world.client().get("/v1/integrity")
    assert_that(report, has_entries(ok=True, problems=[]))
    assert_that(faults_of(report), empty())


@then("the server's own count of its caches names {string}")
def check_what_does_not_add_up(context: Context, words: str) -> None:
    report = context.world.client().get("/v1/integrity")
    assert_that(report, has_entries(ok=False))
    assert_that("\n".join(report["problems"]), contains_string(words))


@then("free, used and shared bytes make {count} in memory and {count} on disk")
def check_budgets(context: Context, memory: int, disk: int) -> None:
    report = context.world.client().get("/v1/integrity")
    assert_that([sum_of(report["memory"]), sum_of(report["disk"])], equal_to([memory, disk]))


@then("some of them are shared in memory and on disk, and the files take what is used and shared")
def check_shares(context: Context) -> None:
    memory, disk = (context.world.client().get("/v1/integrity")[tier] for tier in ("memory", "disk"))
    assert_that([memory["shared_bytes"], disk["shared_bytes"]], only_contains(greater_than(0)))
    taken = CacheFiles(context.world.server.home).cache_bytes
    assert_that(disk["used_bytes"] + disk["shared_bytes"], equal_to(taken))
