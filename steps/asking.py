"""Sentences about `assay run`: one answer of a model, on a terminal, in a pipe, for programs."""

import json
import math

from behave import then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_exactly,
    contains_string,
    empty,
    equal_to,
    greater_than,
    has_length,
    less_than,
    string_contains_in_order,
)

from steps.drivers.commanding import run_at
from steps.drivers.commands import run
from steps.drivers.running import (
    LONG,
    continuation,
    home_of,
    kill_outright,
    pieces_in_pipe,
    pieces_in_terminal,
    readable_by_others,
    run_at_home,
    run_every_way,
    run_interrupted,
    run_left_alone,
    terminal_of,
    text_of,
    wire_answer,
    wire_text,
)


@when("{agent} runs {string} in a home of her own")
def run_in_a_home(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_at_home(home_of(context), line))


@when("{agent} runs {string} in a home of her own, into a pipe that nobody reads")
def run_in_a_home_unread(context: Context, agent: str, line: str) -> None:
    ended = run_at_home(home_of(context), line, is_read=False)
    context.world.notes.setdefault("runs", []).append(ended)


@when("{agent} runs {string} at the server, with {text} on stdin")
def run_with_stdin(context: Context, agent: str, line: str, said: str) -> None:
    ended = run(f"{line} --server {context.world.server.url}", stdin=said)
    context.world.notes.setdefault("runs", []).append(ended)


@when("{agent} runs {string} at the server, in the locale {word}")
def run_in_another_locale(context: Context, agent: str, line: str, locale: str) -> None:
    ended = run(f"{line} --server {context.world.server.url}", LC_ALL=locale)
    context.world.notes.setdefault("runs", []).append(ended)


@when("{agent} runs {string} at the server, whole, streaming and for programs")
def run_all_ways(context: Context, agent: str, line: str) -> None:
    context.world.notes["ways"] = run_every_way(context.world.server, line)


@then("all three say the same")
def compare_ways(context: Context) -> None:
    ways = context.world.notes["ways"]
    assert_that([way.exit_code for way in ways.values()], equal_to([0, 0, 0]))
    assert_that(ways["--stream"].stdout, equal_to(ways["--no-stream"].stdout))
    assert_that(ways["--json"].json["data"]["text"] + "\n", equal_to(ways["--stream"].stdout))


@when("{agent} runs {string} at the server, for programs")
def run_for_programs(context: Context, agent: str, line: str) -> None:
    ended = run_at(context.world.server, f"{line} --json", None)
    context.world.notes.setdefault("runs", []).append(ended)


@then("stdout is what the server answers to {text} with {json}, and nothing else")
def compare_with_the_wire(context: Context, said: str, parameters: dict[str, object]) -> None:
    told = wire_text(context.world.client("Ada"), said, parameters)
    assert_that(context.world.notes["runs"][-1].stdout, equal_to(f"{told}\n"))
    assert_that(context.world.notes["runs"][-1].stderr, equal_to(""))


@then("its text is what the server answers to {text} with {json}")
def compare_text_with_the_wire(context: Context, said: str, parameters: dict[str, object]) -> None:
    told = wire_text(context.world.client("Ada"), said, parameters)
    assert_that(context.world.notes["runs"][-1].json["data"]["text"], equal_to(told))


@then("stdout is what the server answers to {text} told first {text}, and nothing else")
def compare_with_the_wire_told_first(context: Context, said: str, first: str) -> None:
    told = wire_text(context.world.client("Ada"), said, {"temperature": 0}, first)
    assert_that(context.world.notes["runs"][-1].stdout, equal_to(f"{told}\n"))
    assert_that(context.world.notes["runs"][-1].stderr, equal_to(""))


@then("its tokens are as likely as the server says of its answer to {text}")
def compare_probabilities(context: Context, said: str) -> None:
    told = wire_answer(context.world.client("Ada"), said, {"temperature": 0, "logprobs": True}).logprobs
    tokens = context.world.notes["runs"][-1].json["data"]["tokens"]
    off = [each["probability"] - math.exp(logprob) for each, logprob in zip(tokens, told, strict=True)]
    assert_that([each for each in off if abs(each) > 1e-4], empty())


@then("each of its tokens came after the one before, and before the end")
def check_times(context: Context) -> None:
    data = context.world.notes["runs"][-1].json["data"]
    times = [data["seconds"]["first_token"], *(token["seconds"] for token in data["tokens"])]
    assert_that(times, equal_to(sorted(times)))
    assert_that((times[0], times[-1]), contains_exactly(greater_than(0), less_than(data["seconds"]["total"])))


@then("stdout is how the server goes on from {text} with {json}, and nothing else")
def compare_continuation(context: Context, prompt: str, parameters: dict[str, object]) -> None:
    told = continuation(context.world.client("Ada"), prompt, parameters)
    assert_that(context.world.notes["runs"][-1].stdout.removesuffix("\n"), equal_to(told.removesuffix("\n")))
    assert_that(context.world.notes["runs"][-1].stderr, equal_to(""))


@then("the server says that the ids that it tells of stand for its text")
def check_ids(context: Context) -> None:
    data = context.world.notes["runs"][-1].json["data"]
    written = text_of(context.world.client("Ada"), [token["id"] for token in data["tokens"]])
    assert_that(written, equal_to("".join(token["text"] for token in data["tokens"])))


@when("{agent} runs {string} at the server, in a terminal")
def run_in_a_terminal(context: Context, agent: str, line: str) -> None:
    context.world.notes["pieces"] = pieces_in_terminal(context.world.server, line)


@when("{agent} runs {string} at the server, into a pipe")
def run_into_a_pipe(context: Context, agent: str, line: str) -> None:
    context.world.notes["pieces"] = pieces_in_pipe(context.world.server, line)


@when("{agent} runs {string} at the server, in a terminal in the locale {word}")
def run_in_a_terminal_in_a_locale(context: Context, agent: str, line: str, locale: str) -> None:
    context.world.notes["pieces"] = pieces_in_terminal(context.world.server, line, LC_ALL=locale)


@then("the terminal shows each of {string}")
def check_the_terminal(context: Context, texts: str) -> None:
    shown = b"".join(context.world.notes["pieces"]).decode()
    assert_that(shown, string_contains_in_order(*texts.split(", ")))


@then("the terminal shows what the server answers to {text} with {json}")
def compare_terminal_with_the_wire(context: Context, said: str, parameters: dict[str, object]) -> None:
    shown = b"".join(context.world.notes["pieces"]).decode()
    assert_that(shown.strip(), equal_to(wire_text(context.world.client("Ada"), said, parameters)))


@when("{agent} runs {string} in the locale {word}, and in her own")
def run_in_two_locales(context: Context, agent: str, line: str, locale: str) -> None:
    context.world.notes["runs"] = [run(line), run(line, LC_ALL=locale)]


@then("both say the same, and nothing on stderr")
def compare_locales(context: Context) -> None:
    one, other = context.world.notes["runs"]
    assert_that((other.exit_code, other.stdout, other.stderr), equal_to((0, one.stdout, "")))


@then("the answer comes in many pieces")
def check_it_streams(context: Context) -> None:
    assert_that(context.world.notes["pieces"], has_length(greater_than(3)))


@then("the answer comes at once")
def check_it_is_whole(context: Context) -> None:
    assert_that(context.world.notes["pieces"], has_length(less_than(3)))


@then("at least {tokens} of its prompt came from the cache")
def check_cached(context: Context, tokens: int) -> None:
    usage = context.world.notes["runs"][-1].json["data"]["usage"]
    assert_that(usage["cached_tokens"], greater_than(tokens - 1))


@then("nobody else can read what is kept of the conversation")
def check_modes(context: Context) -> None:
    assert_that(readable_by_others(home_of(context)), empty())


@then("the tokens that it tells of make up its text")
def check_tokens(context: Context) -> None:
    data = context.world.notes["runs"][-1].json["data"]
    assert_that("".join(token["text"] for token in data["tokens"]), equal_to(data["text"]))
    assert_that(data["tokens"], has_length(greater_than(1)))


@then("stderr tells of {string}")
def check_stderr(context: Context, words: str) -> None:
    assert_that(context.world.notes["runs"][-1].stderr, contains_string(words))


@when("{agent} asks for a long answer in a terminal, and sees {string}")
def ask_in_a_terminal(context: Context, agent: str, words: str) -> None:
    terminal = terminal_of(context, f"assay run assay-dense {json.dumps(LONG)} --temperature 0")
    context.world.notes["terminal"] = terminal
    terminal.until(words)


@when("{agent} presses Ctrl+C")
def press_ctrl_c(context: Context, agent: str) -> None:
    terminal = context.world.notes["terminal"]
    terminal.press_ctrl_c()
    context.world.notes.setdefault("runs", []).append(terminal.ended())


@when("{agent} asks for a long answer, streamed, and its reader leaves with the first letter")
def ask_and_read_no_further(context: Context, agent: str) -> None:
    line = f"assay run default {json.dumps(LONG)} --temperature 0 --stream"
    context.world.notes.setdefault("runs", []).append(run_left_alone(context.world.server, line))


@when("{agent} asks for a long answer, for programs, and interrupts it while it loads")
def interrupt_for_programs(context: Context, agent: str) -> None:
    ended = run_interrupted(home_of(context), f"assay run assay-dense {json.dumps(LONG)} --json")
    context.world.notes.setdefault("runs", []).append(ended)


@when("the command is killed outright")
def kill_the_command(context: Context) -> None:
    kill_outright(context.world.notes["terminal"])


@then("no process that it started is left")
def check_no_process(context: Context) -> None:
    terminal = context.world.notes["terminal"]
    assert_that(terminal.children, has_length(greater_than(0)))
    assert_that(terminal.left(), empty())
