"""Sentences about where the blocks of an agent's cache are, and about moving them."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, greater_than, has_entries, has_length

from steps.drivers.tiers import ASKED, cache_of, totals


@when("Olive looks at the cache of {agent}'s agent")
def look(context: Context, agent: str) -> None:
    context.world.notes["cache"] = cache_of(context.world.agent(agent), "GET", "cache").json()


@when("Olive has the cache of {agent}'s agent put away")
def put_away(context: Context, agent: str) -> None:
    context.world.notes["cache"] = cache_of(context.world.agent(agent), "POST", "evict").json()


@when("Olive has the cache of {agent}'s agent warmed")
def warm(context: Context, agent: str) -> None:
    context.world.notes["cache"] = cache_of(context.world.agent(agent), "POST", "warm").json()


@when("Olive has the cache of {agent}'s agent pinned")
def pin(context: Context, agent: str) -> None:
    context.world.notes["cache"] = cache_of(context.world.agent(agent), "POST", "pin").json()


@when("Olive has the cache of {agent}'s agent unpinned")
def unpin(context: Context, agent: str) -> None:
    context.world.notes["cache"] = cache_of(context.world.agent(agent), "POST", "unpin").json()


@then("its blocks add up to the agent's tokens and bytes")
def check_sums(context: Context) -> None:
    cache = context.world.notes["cache"]
    assert_that(cache["agent"], has_entries(totals(cache["blocks"])))


@then("every block is in {string}")
def check_tiers(context: Context, tier: str) -> None:
    assert_that({block["tier"] for block in context.world.notes["cache"]["blocks"]}, equal_to({tier}))


@then("{count} of its blocks are snapshots")
def check_snapshots(context: Context, count: int) -> None:
    found = [block for block in context.world.notes["cache"]["blocks"] if block["snapshot"]]
    assert_that(found, has_length(count))


@then("the first {count} of its blocks are shared, and no other")
def check_shared(context: Context, count: int) -> None:
    blocks = sorted(context.world.notes["cache"]["blocks"], key=lambda block: block["start"])
    shared = [block["shared"] for block in blocks]
    assert_that(len(shared), greater_than(count))
    assert_that(shared, equal_to([True] * count + [False] * (len(shared) - count)))


@then("none of its blocks is shared")
def check_nothing_shared(context: Context) -> None:
    assert_that([block for block in context.world.notes["cache"]["blocks"] if block["shared"]], empty())


@then("{agent} finds no cache under the name of {agent}'s agent, nor can move it")
def check_that_others_do_not(context: Context, other: str, agent: str) -> None:
    for method, what in ASKED:
        answer = cache_of(context.world.agent(agent), method, what, context.world.client(other))
        assert_that((what, answer.status_code), equal_to((what, 404)))
