"""Sentences about what the server keeps of an agent, in memory and on disk."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than, has_item, has_length, none

from steps.drivers.cachefiles import CacheFiles
from steps.drivers.matchers import holds_nothing_of


@given("{agent}'s turns are on disk")
def save_an_agent(context: Context, agent: str) -> None:
    context.world.agent(agent).flush()


@given("every agent's turns are on disk")
def save_every_agent(context: Context) -> None:
    for agent in context.world.agents.values():
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


@then("the server lists {count} agents, each with its tokens and bytes")
def check_every_agent_is_listed(context: Context, count: int) -> None:
    listed = context.world.client().agents()
    assert_that(listed, has_length(count))
    assert_that(
        min([entry[size] for entry in listed for size in ("tokens", "bytes")], default=1), greater_than(0)
    )


@then("{count} agent(s) has/have a folder on disk")
def check_folders(context: Context, count: int) -> None:
    assert_that(CacheFiles(context.world.server.home).folders, has_length(count))


@then("the last answer was {int}")
def check_last_status(context: Context, status: int) -> None:
    assert_that(context.world.notes["response"].status_code, equal_to(status))
