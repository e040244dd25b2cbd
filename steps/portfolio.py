"""Sentences about the models of a machine: where they are found, what is told of them, what they take."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, empty, ends_with, equal_to, has_entries

from steps.drivers.commands import run
from steps.drivers.examples import failing_examples
from steps.drivers.finding import differences, folder_of, hub_of


@given("{agent} has a Hugging Face cache with these models")
def fill_a_cache(context: Context, agent: str) -> None:
    hub = hub_of(context)
    for row in context.table:
        hub.add(row["model"], row["commit"], row["ref"], row["holds"])
    hub.watch()


@given("{agent} has a Hugging Face cache in {string} of a folder")
def fill_a_cache_elsewhere(context: Context, agent: str, below: str) -> None:
    hub = hub_of(context, below)
    hub.add("acme/tulip", "1f0c", "main", "the bundled model")
    hub.watch()


@given("{agent} keeps the bundled model in {string} of a folder")
def keep_in_a_folder(context: Context, agent: str, below: str) -> None:
    context.world.notes["folder"] = folder_of(context, below)


@given("a folder beside it may not be read")
def lock_a_folder(context: Context) -> None:
    (context.world.notes["folder"] / "locked").mkdir(mode=0o000)


@given("a fresh server of {string} from that cache")
def start_a_server_of(context: Context, model: str) -> None:
    server = context.world.use_own()
    server.variables = {"HF_HUB_CACHE": str(hub_of(context).where)}
    server.launch(options=["--model", model]).wait_until_listening()


@given("a fresh server of {string} from that cache, which brings the models that are named")
def start_a_server_that_brings(context: Context, model: str) -> None:
    server = context.world.use_own()
    server.variables = {"HF_HUB_CACHE": str(hub_of(context).where)}
    server.launch(options=["--model", model, "--auto-swap"]).wait_until_listening()


@when("{agent} runs {string} with that cache")
def run_with_the_cache(context: Context, agent: str, line: str) -> None:
    ran = run(line, HF_HUB_CACHE=str(hub_of(context).where))
    context.world.notes.setdefault("runs", []).append(ran)


@when("{agent} runs {string} with {word} set to that folder")
def run_with_a_folder(context: Context, agent: str, line: str, variable: str) -> None:
    folder = context.world.notes.get("folder") or hub_of(context).folder
    context.world.notes.setdefault("runs", []).append(run(line, **{variable: str(folder)}))


@when("{agent} runs {string} set to {json}")
def run_with_settings(context: Context, agent: str, line: str, settings: dict[str, str]) -> None:
    variables = {f"ASSAY_{name.upper()}": str(value) for name, value in settings.items()}
    context.world.notes.setdefault("runs", []).append(run(line, **variables))


@then("of these models it says")
def check_what_is_told(context: Context) -> None:
    models = context.world.notes["runs"][-1].models
    assert_that(differences(models, [row.as_dict() for row in context.table]), empty())


@then("of {string} it holds {json}")
def check_one_model(context: Context, model: str, expected: dict[str, object]) -> None:
    models = context.world.notes["runs"][-1].models
    assert_that(models.get(model), has_entries(expected), f"It knows {sorted(models)}")


@then("{string} says of {string} what the list says")
def compare_with_show(context: Context, command: str, model: str) -> None:
    shown = run(f"{command} {model} --json", HF_HUB_CACHE=str(hub_of(context).where)).json["data"]
    listed = context.world.notes["runs"][-1].models[model]
    assert_that({name: shown[name] for name in listed}, equal_to(listed))


@then("its path ends with {string}")
def check_where_it_is(context: Context, ending: str) -> None:
    (found,) = [m for m in context.world.notes["runs"][-1].models.values() if m["origin"] != "bundled"]
    assert_that(found["path"], ends_with(ending))


@then("nobody has written in that cache")
def check_nobody_wrote(context: Context) -> None:
    assert_that(hub_of(context).faults(), empty())


@then("the memory of {string} is {json}")
def check_memory(context: Context, model: str, expected: dict[str, int]) -> None:
    assert_that(context.world.notes["runs"][-1].models[model]["memory"], has_entries(expected))


@when("the examples of {string} are worked through")
def work_examples(context: Context, module: str) -> None:
    context.world.notes["examples"] = failing_examples(module)


@then("each comes out as it is written")
def check_examples(context: Context) -> None:
    assert_that(context.world.notes["examples"], equal_to(""))


@then("the known problem {string} stands there since {string}")
def check_problem(context: Context, name: str, since: str) -> None:
    problems = context.world.notes["runs"][-1].json["data"]["known_problems"]
    assert_that({each["name"]: each["since"] for each in problems}, has_entries({name: since}))
