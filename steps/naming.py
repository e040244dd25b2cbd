"""Sentences about the names that a request may call a model by."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to

from steps.drivers import naming


@when("Olive starts a server with {string}")
def start_a_server_with(context: Context, way: str) -> None:
    naming.start(context.world.use_own(), way)


@when("{agent} asks a model {string} by either API")
def ask_by_either_api(context: Context, agent: str, model: str) -> None:
    context.world.notes["said by"] = naming.said_by(context.world.client(agent), model)


@when("{agent} names the model {string}")
def name_a_model(context: Context, agent: str, model: str) -> None:
    context.world.agent(agent).model = model


@when("{count} people at the same moment say {string} to {string} and {string} in turn")
def ask_different_models(context: Context, count: int, text: str, one: str, other: str) -> None:
    models = [(one, other)[number % 2] for number in range(count)]
    context.world.notes["answered"] = naming.ask_at_once(context.world.client(), text, models)


@when("the files of {string} are broken off")
def break_a_model(context: Context, model: str) -> None:
    naming.break_off(context.world.own_server, model)


@then("both answers are given by {string}")
def check_who_answered(context: Context, model: str) -> None:
    assert_that(context.world.notes["said by"], equal_to([model, model]))


@then("the models listed are {string}")
def check_the_list(context: Context, listed: str) -> None:
    assert_that(", ".join(naming.listed(context.world.client())), equal_to(listed))


@then("among the models listed are {string}")
def check_some_of_the_list(context: Context, listed: str) -> None:
    wanted, found = naming.names_in(listed), naming.listed(context.world.client())
    assert_that([each for each in found if each in wanted], equal_to(wanted), f"It lists {found}")


@then("a model {string} is refused with {int}, {string}")
def check_refusal(context: Context, model: str, status: int, code: str) -> None:
    assert_that(naming.refusal(context.world.client(), model), equal_to((status, code)))


@then("everybody was answered by the model that they had named")
def check_everybody(context: Context) -> None:
    answered = context.world.notes["answered"]
    assert_that([pair for pair in answered if pair[0] != pair[1]], empty())
