"""Sentences about other people's command-line tools."""

import json

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, empty, equal_to

from reports import evidence
from steps.drivers.coding_tools import Tools, as_claude_code, refused
from steps.drivers.damage import NotPossibleError
from steps.drivers.messages import caller
from steps.messages import answers


def tools_of(context: Context) -> Tools:
    """The scenario's tools, and their home, which goes with it."""
    if "coding tools" not in context.world.notes:
        tools = context.world.notes["coding tools"] = Tools(context.world.anyone.url)
        context.add_cleanup(tools.close)
    found: Tools = context.world.notes["coding tools"]
    return found


def run_llm(context: Context, words: list[str], functions: str = "") -> None:
    try:
        context.world.notes.setdefault("runs", []).append(tools_of(context).llm(words, functions))
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("{agent} asks {text} as Claude Code does")
def ask_as_claude_code(context: Context, agent: str, text: str) -> None:
    asked = caller(context.world, agent)
    answers(context).append(as_claude_code(asked, text, f"session {context.world.number}"))


@when("{agent} runs llm {text}")
def run_llm_once(context: Context, agent: str, text: str) -> None:
    run_llm(context, [text])


@when("{agent} runs llm --continue {text}")
def go_on_with_llm(context: Context, agent: str, text: str) -> None:
    run_llm(context, ["--continue", text])


@when("{agent} runs llm --tools-debug {text}, with a function get_weather that says {text}")
def run_llm_with_a_function(context: Context, agent: str, text: str, said: str) -> None:
    function = (
        f'def get_weather(city: str) -> str:\n  "Get the weather in a city"\n  return {json.dumps(said)}'
    )
    run_llm(context, ["--tools-debug", text], function)


@when("{agent} has {word} answer {text}")
def run_a_tool(context: Context, agent: str, tool: str, text: str) -> None:
    try:
        context.world.notes.setdefault("runs", []).append(tools_of(context).answer(tool, text))
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@then("it ends well, saying {string}")
def check_what_it_says(context: Context, words: str) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(last.exit_code, equal_to(0), last.stdout + last.stderr)
    assert_that(last.stdout, contains_string(words), last.stderr)


@then("the server has refused nothing that was sent to its APIs")
def check_nothing_refused(context: Context) -> None:
    assert_that(refused(context.world.own_server.process), empty())


@then("all of its prompt but the last token was read from the cache")
def check_all_was_read(context: Context) -> None:
    message = answers(context)[-1]
    read = message.usage["cache_read_input_tokens"]
    assert_that(read, equal_to(message.prompt_tokens - 1))
