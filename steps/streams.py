"""Sentences about one request asked whole and streamed, and about what a stream looks like."""

import json
from itertools import pairwise

from behave import given, step, then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, greater_than, has_length

from reports import evidence
from steps.drivers import prompts, requests
from steps.drivers.client import COMPLETIONS
from steps.drivers.matchers import holds_nothing_of
from steps.drivers.requests import Pair, caller, forced
from steps.drivers.tools import made_strict, tools_of


def keep(context: Context, *pairs: Pair) -> None:
    """Leave what was asked both ways for the sentences that follow."""
    context.world.notes.setdefault("pairs", []).extend(pairs)


def pairs(context: Context) -> list[Pair]:
    """All that this scenario asked both ways."""
    asked: list[Pair] = context.world.notes["pairs"]
    return asked


@given("the tools:")
def offer_tools(context: Context) -> None:
    context.world.notes["tools"] = {"tools": tools_of(context.table)}


@given("the strict tools:")
def offer_strict_tools(context: Context) -> None:
    context.world.notes["tools"] = {"tools": made_strict(tools_of(context.table), strict=True)}


@when("the tools are no longer strict")
def make_the_tools_lax(context: Context) -> None:
    context.world.notes["tools"] = {"tools": made_strict(context.world.notes["tools"]["tools"], strict=False)}


@step("the other four are writing {tokens} each")
def keep_the_server_busy(context: Context, tokens: int) -> None:
    for persona in ("Ben", "Cleo", "Dan", "Emma"):
        context.world.start_an_answer(persona, tokens)
        context.world.agent(persona).open_stream.until_tokens(1)


@when("{agent} says {text} both ways with {json}")
def say_both_ways_with(context: Context, agent: str, text: str, parameters: requests.Json) -> None:
    one = caller(context.world, agent)
    body = one.chat_body(text, context.world.notes.get("tools", {}) | parameters)
    keep(context, one.ask_both_ways(body))


@when("{agent} completes {text} both ways with {json}")
def complete_both_ways(context: Context, agent: str, text: str, parameters: requests.Json) -> None:
    one = caller(context.world, agent)
    keep(context, one.ask_both_ways(one.prompt_body(text, parameters), COMPLETIONS))


@when("{agent} completes a prompt of {tokens} by {tokens}, both ways")
def complete_a_long_prompt_both_ways(context: Context, agent: str, tokens: int, more: int) -> None:
    one = caller(context.world, agent)
    body = one.prompt_body(prompts.ids(tokens), context.world.model.endless(more))
    keep(context, pair := one.ask_both_ways(body, COMPLETIONS))
    evidence.measurement(context, "Both ways, a full context", pair.seconds, "s", requirement="STR-1")


@when("{agent} is made to say {text} both ways")
def force_both_ways(context: Context, agent: str, text: str) -> None:
    one = caller(context.world, agent)
    keep(context, one.ask_both_ways(one.chat_body("Say it.", forced(text))))


@when("{agent} is made to say {text} both ways with {json}")
def force_both_ways_with(context: Context, agent: str, text: str, parameters: requests.Json) -> None:
    one = caller(context.world, agent)
    keep(context, one.ask_both_ways(one.chat_body("Say it.", forced(text) | parameters)))


@when("{agent} is made to say {text} both ways, cut after each of its first {tokens}")
def force_cut_answers(context: Context, agent: str, text: str, tokens: int) -> None:
    one = caller(context.world, agent)
    for length in range(1, tokens + 1):
        body = one.chat_body("Say it.", forced(text) | {"max_tokens": length})
        keep(context, one.ask_both_ways(body))


@when("{agent} is made to write {tokens} of any bytes both ways, with the seed {int}")
def force_any_bytes(context: Context, agent: str, tokens: int, seed: int) -> None:
    one = caller(context.world, agent)
    body = one.chat_body("Hello.", context.pool.model.any_bytes(tokens) | {"seed": seed})
    keep(context, one.ask_both_ways(body))


@when("{agent} repeats that both ways, with each of {count} stops cut from the answer")
def stop_everywhere(context: Context, agent: str, count: int) -> None:
    last = pairs(context)[-1]
    for stop in requests.stops_within(last.text, count):
        keep(context, caller(context.world, agent).ask_both_ways({**last.body, "stop": stop}, last.path))


@when("{agent} says {text} both ways, made to begin with each control token")
def force_control_tokens(context: Context, agent: str, text: str) -> None:
    one = caller(context.world, agent)
    for token in context.pool.model.control_tokens:
        body = one.chat_body(text, context.world.notes.get("tools", {}) | requests.beginning_with(token))
        keep(context, one.ask_both_ways(body))


@when("{agent} streams {text} with {json}")
def stream_with(context: Context, agent: str, text: str, parameters: requests.Json) -> None:
    one = caller(context.world, agent)
    body = one.chat_body(text, context.world.notes.get("tools", {}) | parameters)
    context.world.notes["transcript"] = one.stream(body)


@when("{agent} streams an answer that ends before its first word")
def stream_nothing(context: Context, agent: str) -> None:
    one = caller(context.world, agent)
    context.world.notes["transcript"] = one.stream(one.chat_body("Hello.", context.world.model.silent()))


@when("{agent} streams the completion of {text} with {json}")
def stream_a_completion(context: Context, agent: str, text: str, parameters: requests.Json) -> None:
    one = caller(context.world, agent)
    body = one.prompt_body(text, parameters)
    context.world.notes["transcript"] = one.stream(body, COMPLETIONS)


@when("{agent} streams the answer to a prompt of {tokens}")
def stream_a_long_prompt(context: Context, agent: str, tokens: int) -> None:
    one = caller(context.world, agent)
    body = one.prompt_body(prompts.ids(tokens), {"max_tokens": 4})
    context.world.notes["transcript"] = one.stream(body, COMPLETIONS)


@then("both ways agree")
def check_agreement(context: Context) -> None:
    for pair in pairs(context):
        assert_that(pair.differences(), empty(), f"the differences at {pair.body}")


@then("both ways end with {string}")
def check_how_both_ways_end(context: Context, reason: str) -> None:
    ends = {
        choice.finish_reason for pair in pairs(context) for choice in (*pair.choices, *pair.streamed_choices)
    }
    assert_that(ends, equal_to({reason}))


@then("both ways call {string} {count} times, and say nothing")
def check_the_calls(context: Context, name: str, count: int) -> None:
    for pair in pairs(context):
        for choice in (*pair.choices, *pair.streamed_choices):
            assert_that([called for called, _ in choice.calls], equal_to([name] * count))
            assert_that(choice.text, equal_to(""))


@then("both ways say {text}, as JSON")
def check_what_was_said(context: Context, text: str) -> None:
    assert_that([json.loads(pair.text) for pair in pairs(context)], equal_to([text]))


@then("both ways think {text} and say {text}")
def check_thoughts(context: Context, thought: str, text: str) -> None:
    for pair in pairs(context):
        assert_that((pair.choices[0].reasoning, pair.text), equal_to((thought, text)))


@then("neither way shows {string}")
def check_what_is_not_shown(context: Context, words: str) -> None:
    choices = [choice for pair in pairs(context) for choice in (*pair.choices, *pair.streamed_choices)]
    assert_that([one for one in choices if words in one.text + one.reasoning], empty())


@then("both ways stop after {text}")
def check_where_it_stopped(context: Context, text: str) -> None:
    choice = pairs(context)[-1].choices[0]
    assert_that((choice.text, choice.finish_reason), equal_to((text, "stop")))


@then("each answer ends where its stop first begins")
def check_every_stop(context: Context) -> None:
    whole, *stopped = pairs(context)
    for pair in stopped:
        expected = whole.text[: whole.text.index(pair.body["stop"])]
        assert_that((pair.text, pair.choices[0].finish_reason), equal_to((expected, "stop")), str(pair.body))


@then("each answer is the beginning of the next")
def check_cut_answers(context: Context) -> None:
    texts = [pair.text for pair in pairs(context)]
    assert_that([one for one, after in pairwise(texts) if not after.startswith(one)], empty())
    assert_that({pair.choices[0].finish_reason for pair in pairs(context)}, equal_to({"length"}))


@then("no piece of the stream is broken")
def check_pieces(context: Context) -> None:
    for pair in pairs(context):
        assert_that(pair.spoiled_pieces(), empty())
        says_something = bool(pair.transcript.pieces() or pair.choices[0].calls)
        was_cut = pair.choices[0].finish_reason == "length"  # maybe within a thought that is not told
        assert_that(says_something or was_cut, f"{pair.body} was answered with nothing")


@then("the text is what its tokens spell")
def check_spelling(context: Context) -> None:
    choice = pairs(context)[-1].choices[0]
    assert_that(choice.tokens, has_length(greater_than(0)))
    assert_that(choice.text, equal_to(choice.spelled()))


@then("no control token is visible")
def check_control_tokens(context: Context) -> None:
    literals = context.world.model.control_tokens.values()
    for pair in pairs(context):
        assert_that(pair.whole.text + pair.streamed.text, holds_nothing_of(*literals))


@then("the stream is well formed, with no usage")
def check_a_stream_without_usage(context: Context) -> None:
    assert_that(context.world.notes["transcript"].faults(usage=False), empty())


@then("the stream is well formed, with usage at its end")
def check_a_stream_with_usage(context: Context) -> None:
    assert_that(context.world.notes["transcript"].faults(usage=True), empty())


@then("httpx-sse reads the same events")
def check_with_another_reader(context: Context) -> None:
    transcript = context.world.notes["transcript"]
    assert_that(transcript.read_by_httpx_sse(), equal_to(transcript.data))


@then("its comments tell the prefill of {count} tokens in at least {count} steps")
def check_prefill_comments(context: Context, total: int, steps: int) -> None:
    told = context.world.notes["transcript"].prefill_steps()
    assert_that((told == sorted(told), told[-1]), equal_to((True, (total, total))))
    assert_that(len(told), greater_than(steps - 1))


@then("{count} answer(s) is/are still being written")
def check_still_writing(context: Context, count: int) -> None:
    assert_that(context.world.client().metric("assay_requests_running"), equal_to(count))
