"""Sentences about the models that the `assay` command and the server list."""

from pathlib import Path

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than, has_entries, has_item, has_items, has_length

from steps.drivers.commands import run


@when("{agent} runs {string}")
def run_a_command(context: Context, agent: str, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run(line))


@then("it ends well, with the models in its data")
def check_the_envelope(context: Context) -> None:
    last = context.world.notes["runs"][-1]
    assert_that(last.exit_code, equal_to(0), last.stderr)
    assert_that(last.json, has_entries(status="ok", command="list", error=None))
    assert_that(len(last.models), greater_than(0))


@then("{string} is among them, in a folder with weights")
def check_a_listed_model(context: Context, name: str) -> None:
    models = context.world.notes["runs"][-1].models
    assert_that(models, has_item(name))
    assert_that([*Path(models[name]["path"]).glob("*.safetensors")], has_length(greater_than(0)))


@then("every model that the server lists is among them")
def check_the_servers_list(context: Context) -> None:
    served = [model["id"] for model in context.world.client().get("/v1/models")["data"]]
    assert_that(served, has_length(greater_than(0)))
    assert_that(context.world.notes["runs"][-1].models, has_items(*served))


@then("the second output names every model of the first")
def check_the_table(context: Context) -> None:
    first, second = context.world.notes["runs"]
    assert_that(second.exit_code, equal_to(0), second.stderr)
    assert_that([name for name in first.models if name not in second.stdout], equal_to([]))


@then("the server's model is found by its id and as {string}")
def check_lookup(context: Context, alias: str) -> None:
    client = context.world.client()
    name = client.get("/v1/models")["data"][0]["id"]
    found = [client.get(f"/v1/models/{wanted}") for wanted in (name, alias)]
    assert_that(found, equal_to([found[0], found[0]]))
    assert_that(found[0], has_entries(id=name, object="model"))
