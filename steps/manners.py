"""Sentences about how the `assay` command behaves: exit codes, outputs, pipes, terminals, envelopes."""

from behave import step, then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, empty, equal_to, greater_than, has_item

from steps.drivers.commands import completions, helps, run_unread
from steps.drivers.envelopes import announced, described, faults, published_schema
from steps.drivers.terminal import run_in_terminal

COLOUR = "\x1b["


@when("{agent} runs {string} into a pipe that nobody reads")
def run_into_a_closed_pipe(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_unread(line))


@when("{agent} runs {string} in a terminal")
def run_a_command_in_a_terminal(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_in_terminal(line))


@when("{agent} runs {string} in a terminal, with NO_COLOR set")
def run_without_colour(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_in_terminal(line, NO_COLOR="1"))


@step("it ends with {int}")
def check_the_exit_code(context: Context, code: int) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(last.exit_code, equal_to(code), f"{last.stdout[-2000:]}\n{last.stderr[-4000:]}")


@then("it says {string} on stderr, and nothing on stdout")
def check_an_error_is_apart(context: Context, words: str) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(last.stderr, contains_string(words))
    assert_that(last.stdout, equal_to(""))


@then("it says nothing on stderr")
def check_no_complaint(context: Context) -> None:
    assert_that(context.world.notes["runs"][-1].stderr, equal_to(""))


@then("there is colour in it")
def check_colour(context: Context) -> None:
    assert_that(context.world.notes["runs"][-1].stdout, contains_string(COLOUR))


@then("there is no colour in it")
def check_no_colour(context: Context) -> None:
    text = context.world.notes["runs"][-1].stdout
    assert_that([code for code in ("\x1b[3", "\x1b[4", "\x1b[9", "\x1b[1;3") if code in text], empty())


@then("every line is whole, with a path at its end")
def check_whole_rows(context: Context) -> None:
    _, *rows = context.world.notes["runs"][-1].stdout.splitlines()
    assert_that(len(rows), greater_than(0))
    assert_that([row for row in rows if not row.split()[-1].startswith("/")], empty())


@when("a shell asks how {string} goes on")
def ask_for_completions(context: Context, typed: str) -> None:
    context.world.notes["completions"] = completions(typed)


@then("it is offered {string}")
def check_completions(context: Context, word: str) -> None:
    assert_that(context.world.notes["completions"], has_item(word))


@then("stdout is one envelope of {string} that says {string}")
def check_an_envelope(context: Context, command: str, status: str) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(faults(last), empty(), last.stderr[-4000:])
    assert_that((last.json["status"], last.json["command"]), equal_to((status, command)), last.stderr)


@then("the reason stands on stderr, too")
def check_the_reason_for_people(context: Context) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(last.stderr, contains_string(last.json["error"]["message"].splitlines()[0]))


@then("its data is the schema that is printed without {string}")
def check_the_schema(context: Context, option: str) -> None:
    assert_that(context.world.notes["runs"][-1].json["data"], equal_to(published_schema()))


@when("{agent} looks at the help of every command")
def read_all_help(context: Context, agent: str) -> None:
    context.world.notes["helps"] = helps()


@then("there are at least {int} of them")
def check_there_are_commands(context: Context, count: int) -> None:
    assert_that(len(context.world.notes["helps"]), greater_than(count - 1))


@then("each offers {string}")
def check_all_help(context: Context, option: str) -> None:
    helps = context.world.notes["helps"]
    assert_that([words for words, text in helps.items() if option not in text], empty())


@then("the schema says of each what it finds")
def check_all_schemas(context: Context) -> None:
    commands = context.world.notes["helps"].keys()
    groups = {words.rpartition(" ")[0] for words in commands}
    assert_that(commands - groups - described(), empty())


@when("{agent} starts a server with --json")
def start_for_programs(context: Context, agent: str) -> None:
    context.world.notes.setdefault("runs", []).append(announced(context.world.use_own()))
