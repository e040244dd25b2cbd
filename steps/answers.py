"""Sentences about what one person was answered."""

from behave import then
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_string,
    equal_to,
    greater_than_or_equal_to,
    less_than_or_equal_to,
)

from steps.drivers.matchers import holds_nothing_of, same_answer_as


@then("{agent}'s answer is {text}")
def check_exact_text(context: Context, agent: str, text: str) -> None:
    assert_that(context.world.agent(agent).answer.text, equal_to(text))


@then("{agent}'s answer contains {string}")
def check_text_contains(context: Context, agent: str, text: str) -> None:
    assert_that(context.world.agent(agent).answer.text, contains_string(text))


@then("{agent}'s answer does not contain {string}")
def check_text_does_not_contain(context: Context, agent: str, text: str) -> None:
    assert_that(context.world.agent(agent).answer.text, holds_nothing_of(text))


@then("{agent}'s answer is what a server that never met the others gives")
def check_against_a_cold_answer(context: Context, agent: str) -> None:
    turn = context.world.agent(agent).turn
    assert_that(turn.answer, same_answer_as(context.world.cold(turn)))


@then("each of {agent}'s answers is what a server that never met the others gives")
def check_every_turn_against_a_cold_answer(context: Context, agent: str) -> None:
    for turn in context.world.agent(agent).turns:
        assert_that(turn.answer, same_answer_as(context.world.cold(turn)))


@then("{agent}'s answer reused the answer before too")
def check_reuse_of_the_answer(context: Context, agent: str) -> None:
    before = context.world.agent(agent).turns[-2].answer
    assert_that(
        context.world.agent(agent).answer.cached_tokens, greater_than_or_equal_to(before.total_tokens - 1)
    )


@then("{agent}'s answer reused {tokens}")
def check_reuse(context: Context, agent: str, tokens: int) -> None:
    assert_that(context.world.agent(agent).answer.cached_tokens, equal_to(tokens))


@then("{agent}'s answer reused tokens from {tier}")
def check_the_source_of_reuse(context: Context, agent: str, tier: str) -> None:
    answer = context.world.agent(agent).answer
    assert_that(answer.cache_source, equal_to(tier))
    assert_that(answer.cached_tokens, greater_than_or_equal_to(1))


@then("{agent}'s answer reused the whole conversation so far")
def check_full_reuse(context: Context, agent: str) -> None:
    agent_ = context.world.agent(agent)
    assert_that(agent_.answer.cached_tokens, greater_than_or_equal_to(agent_.turns[-2].answer.prompt_tokens))
    assert_that(agent_.answer.cached_tokens, less_than_or_equal_to(agent_.turns[-2].answer.total_tokens))


@then("{agent}'s answer reused the turn before the one that she took back")
def check_reuse_of_an_earlier_turn(context: Context, agent: str) -> None:
    turns = context.world.agent(agent).turns
    assert_that(turns[-1].answer.cached_tokens, greater_than_or_equal_to(turns[-3].answer.prompt_tokens))
    assert_that(turns[-1].answer.cached_tokens, less_than_or_equal_to(turns[-3].answer.total_tokens))


@then("{agent}'s stream ended well, with {tokens} of text")
def check_a_whole_stream(context: Context, agent: str, tokens: int) -> None:
    stream = context.world.agent(agent).open_stream
    assert_that((stream.is_done, stream.answer().completion_tokens), equal_to((True, tokens)))


@then("{agent}'s stream ended with an error event and no [DONE]")
def check_a_broken_stream(context: Context, agent: str) -> None:
    stream = context.world.agent(agent).open_stream
    assert_that((stream.error is not None, stream.is_done), equal_to((True, False)))


@then("{agent}'s answer has {tokens}")
def check_length(context: Context, agent: str, tokens: int) -> None:
    assert_that(context.world.agent(agent).answer.completion_tokens, equal_to(tokens))
