"""Sentences about what `assay show`, `health` and `agents` tell."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, has_entries, has_length, starts_with

from steps.drivers.commanding import (
    measure_copy,
    quantize,
    run_at,
    run_at_an_unready_server,
    show_quantized,
    show_variant,
)
from steps.drivers.running import home_of


@when("{agent} shows a model with {string}")
def show_a_variant(context: Context, agent: str, change: str) -> None:
    context.world.notes.setdefault("runs", []).append(show_variant(change))


@when("{agent} quantizes the bundled model to {int} bits and shows it")
def show_fewer_bits(context: Context, agent: str, bits: int) -> None:
    context.world.notes.setdefault("runs", []).append(show_quantized(bits))


@when("{agent} quantizes the bundled model to {int} bits, for programs")
def quantize_for_programs(context: Context, agent: str, bits: int) -> None:
    context.world.notes.setdefault("runs", []).append(
        quantize(home_of(context) / "quantized", bits, "--json")
    )


@when("{agent} has a copy of the bundled model measured, {count} cases of {string}, and its card written")
def measure_a_copy(context: Context, agent: str, cases: int, skill: str) -> None:
    ran, context.world.notes["card"] = measure_copy(home_of(context), skill, cases)
    context.world.notes.setdefault("runs", []).append(ran)


@then("the card's table has {count} row(s), which begins with {string}")
def check_the_card(context: Context, count: int, beginning: str) -> None:
    rows = context.world.notes["card"]
    assert_that(rows, has_length(count))
    assert_that(rows[0], starts_with(beginning))


@when("{agent} runs {string} at the server")
def run_at_the_server(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_at(context.world.server, line, agent))


@when("{agent} runs {string} at the server, without a key")
def run_without_a_key(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_at(context.world.server, line, None))


@when("{agent} runs {string} at a server that is not ready")
def run_at_an_unready(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run_at_an_unready_server(line))


@then("its data holds {json}")
def check_data(context: Context, expected: dict[str, object]) -> None:
    assert_that(context.world.notes["runs"][-1].json["data"], has_entries(expected))


@then("the model is {word}, and {word} here: {string}")
def check_health(context: Context, health: str, runs: str, words: str) -> None:
    data = context.world.notes["runs"][-1].json["data"]
    assert_that((data["health"]["status"], data["runs_here"]["answer"]), equal_to((health, runs == "runs")))
    assert_that(data["runs_here"]["reason"], contains_string(words))


@then("the server says the same of its model")
def compare_with_the_server(context: Context) -> None:
    shown = context.world.notes["runs"][-1].json["data"]
    served = context.world.client().get("/health/ready")
    assert_that((shown["id"], shown["blas"]), equal_to((served["model"], served["engine"]["blas"])))


@then("{string} stands on stdout")
def check_stdout(context: Context, words: str) -> None:
    assert_that(context.world.notes["runs"][-1].stdout, contains_string(words))


@then("{string} does not stand on stdout")
def check_not_on_stdout(context: Context, words: str) -> None:
    assert_that(words in context.world.notes["runs"][-1].stdout, equal_to(False))
