"""Sentences about how much the server worked, and for whom."""

from behave import then
from behave.runner import Context
from hamcrest import assert_that, equal_to, less_than_or_equal_to


@then("the server generated at most {tokens} for {agent}")
def check_generated(context: Context, tokens: int, agent: str) -> None:
    spent = context.world.spent_on(agent, "assay_generated_tokens_total", "completion_tokens")
    assert_that(spent, less_than_or_equal_to(tokens))


@then("the server read at most {tokens} for {agent}")
def check_prefilled(context: Context, tokens: int, agent: str) -> None:
    spent = context.world.spent_on(agent, "assay_prefilled_tokens_total", "prompt_tokens")
    assert_that(spent, less_than_or_equal_to(tokens))


@then("the engine computed at most {count} step(s) for {agent} once she was gone")
def check_steps_for_nobody(context: Context, most: int, agent: str) -> None:
    assert_that(context.world.spent_on_nobody("steps"), less_than_or_equal_to(most), agent)


@then("the engine read at most {tokens} for {agent} once she was gone")
def check_prefill_for_nobody(context: Context, tokens: int, agent: str) -> None:
    assert_that(context.world.spent_on_nobody("prompt_tokens"), less_than_or_equal_to(tokens), agent)


@then("no request of {agent}'s is left")
def check_no_request_is_left(context: Context, agent: str) -> None:
    client = context.world.client()
    left = [client.metric(f"assay_{name}") for name in ("rows", "requests_running", "requests_waiting")]
    assert_that(left, equal_to([0, 0, 0]), agent)
