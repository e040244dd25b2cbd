"""Sentences about swapping the model that serves, what people see of it, and what it leaves."""

from contextlib import suppress

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_string,
    empty,
    ends_with,
    equal_to,
    has_entries,
    less_than,
)

from reports import evidence
from steps.drivers.damage import NotPossibleError
from steps.drivers.matchers import same_answer_as
from steps.drivers.memory import memory_of
from steps.drivers.swaps import Json


@given("twelve people each read an answer of {tokens}")
def start_twelve_answers(context: Context, tokens: int) -> None:
    context.world.start_in_a_population(12, tokens)


@given("Olive knows what the server holds")
def note_belongings(context: Context) -> None:
    context.world.notes["belongings"] = context.world.swaps.belongings()


@when("Olive notes what the server holds")
def note_belongings_and_memory(context: Context) -> None:
    context.world.notes["belongings"] = context.world.swaps.belongings()
    context.world.notes["memory"] = memory_of(context.world.own_server)


@when("Olive swaps to {string}")
def swap(context: Context, model: str) -> None:
    context.world.swaps.done(model)


@when("Olive swaps to {string} with {json}")
def swap_with(context: Context, model: str, options: Json) -> None:
    context.world.swaps.done(model, **options)


@when("Olive swaps back with {json}")
def swap_back(context: Context, options: Json) -> None:
    context.world.swaps.back(**options)


@when("Olive swaps to {string} and back, {count} times")
def swap_to_and_fro(context: Context, model: str, count: int) -> None:
    for _ in range(count):
        context.world.swaps.done(model)
        context.world.swaps.back()


@when("{agent} tries to swap to {string} with {json}")
def try_to_swap(context: Context, agent: str, model: str, options: Json) -> None:
    context.world.swaps.attempt(model, context.world.client(agent), **options)


@when("{agent} asks for a swap to {string} and does not wait")
def ask_for_a_swap(context: Context, agent: str, model: str) -> None:
    context.world.swaps.ask(model, context.world.client(agent), headers={"Prefer": "respond-async"})


@when("Olive begins to swap to {string} with {json}")
def begin_to_swap(context: Context, model: str, options: Json) -> None:
    context.world.swaps.begin(model, **options)


@when("Olive begins to swap to {string} with {json}, as far as {string}")
def begin_to_swap_as_far_as(context: Context, model: str, options: Json, phase: str) -> None:
    context.world.swaps.begin(model, **options)
    context.world.swaps.until(phase)


@when("somebody else says {string} in each phase of it")
def ask_in_each_phase(context: Context, text: str) -> None:
    context.world.ask_in_each_phase(text)


@when("the swap has ended")
def wait_for_the_end(context: Context) -> None:
    context.world.swaps.end()


@when("the engine that is new is killed")
def kill_the_new_engine(context: Context) -> None:
    context.world.swaps.kill_new_engine()


@when("the memory of the engine that is new goes wrong again and again, until the swap has ended")
def shake_the_new_engine(context: Context) -> None:
    try:
        context.world.swaps.shake_new_engine()
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("the engine that is new stands still")
def hang_the_new_engine(context: Context) -> None:
    context.world.notes["hung"] = context.world.swaps.hang_new_engine()


@then("the engine that stood still is gone")
def check_the_hung_engine(context: Context) -> None:
    assert_that(context.world.swaps.engines() & {context.world.notes["hung"]}, empty())


@when("the engine that was there is killed")
def kill_the_old_engine(context: Context) -> None:
    context.world.swaps.kill_old_engine()


@when("the engine that was there is killed, unless it has ended")
def kill_the_old_engine_if_there(context: Context) -> None:
    with suppress(ProcessLookupError):
        context.world.swaps.kill_old_engine()


@when("all of them read to the end")
def read_all_to_the_end(context: Context) -> None:
    for agent in context.world.notes["population"]:
        agent.finish_stream()


@then("it is done, with the phases {string}")
def check_it_is_done(context: Context, phases: str) -> None:
    told = context.world.swaps.told
    assert_that(told, has_entries(phase="done", changed=True, step=None, reason=None))
    assert_that(", ".join(told["seconds"]), equal_to(phases))


@then("its watcher was told {string}")
def check_what_was_watched(context: Context, phases: str) -> None:
    assert_that(", ".join(context.world.swaps.phases), equal_to(phases))


@then("the swap failed while {string}: {string}")
def check_failure(context: Context, step: str, reason: str) -> None:
    told, problem = context.world.swaps.told, context.world.swaps.response.json()
    assert_that(told, has_entries(phase="failed", changed=False, step=step))
    assert_that(told["reason"], contains_string(reason))
    assert_that(context.world.swaps.last_event(), equal_to(told), "The last event and the state")
    assert_that(problem, has_entries(step=step, detail=ends_with(told["reason"])))


@then("Olive is told {int} and the step {string}")
def check_the_problem(context: Context, status: int, step: str) -> None:
    response = context.world.swaps.response
    assert_that((response.status_code, response.json().get("step")), equal_to((status, step)), response.text)


@then("the swap is refused with {int}, {string}")
def check_refusal(context: Context, status: int, code: str) -> None:
    response = context.world.swaps.response
    assert_that((response.status_code, response.json().get("code")), equal_to((status, code)), response.text)


@when("she has seen it end there")
def follow_the_swap(context: Context) -> None:
    context.world.swaps.follow()


@then("the swap is accepted with {int}, and she is told to look at {string}")
def check_where_to_look(context: Context, status: int, path: str) -> None:
    response = context.world.swaps.response
    assert_that((response.status_code, response.headers.get("location")), equal_to((status, path)))


@then("the swap is accepted with {int}")
def check_acceptance(context: Context, status: int) -> None:
    assert_that(context.world.swaps.response.status_code, equal_to(status))


@then("the swap changed nothing")
def check_no_change(context: Context) -> None:
    assert_that(context.world.swaps.told, has_entries(phase="done", changed=False))


@then("the server warns that {string}")
def check_warning(context: Context, text: str) -> None:
    assert_that(context.world.swaps.told["warning"], contains_string(text))


@then("the models loaded are {string}")
def check_loaded_models(context: Context, models: str) -> None:
    listed = context.world.client().get("/v1/models")["data"]
    assert_that(", ".join(model["id"] for model in listed), equal_to(models))


@then("the models loaded are those of a server that nobody swapped")
def check_the_same_models(context: Context) -> None:
    unswapped = context.pool.reference(context.world.server.profile.name).client("Olive")
    listed = [client.get("/v1/models")["data"] for client in (context.world.client(), unswapped)]
    loaded, expected = ([model["id"] for model in models] for models in listed)
    assert_that(loaded, equal_to(expected))


@then("{agent}'s answer is what a server {string} that never met the others gives")
def check_against_another_cold_answer(context: Context, agent: str, profile: str) -> None:
    turn = context.world.agent(agent).turn
    cold = context.world.cold(turn, profile)
    assert_that(turn.answer, same_answer_as(cold))
    assert_that(turn.answer.fingerprint, equal_to(cold.fingerprint))


@then("each of them read {tokens}, as a server that never met the others gives them")
def check_every_stream(context: Context, tokens: int) -> None:
    agents = context.world.notes["population"]
    cold = context.world.cold(agents[0].turn)
    ended = [(agent.open_stream.is_done, agent.answer.completion_tokens) for agent in agents]
    assert_that(ended, equal_to([(True, tokens)] * len(agents)))
    assert_that([fault for agent in agents for fault in agent.answer.differences(cold)], empty())


@then("everybody was answered as a server gives it that never met them, {string} or {string}")
def check_answers_in_phases(context: Context, one: str, other: str) -> None:
    agents = context.world.notes["asked"].values()
    known = context.world.cold_by_fingerprint(next(iter(agents)).turn, [one, other])
    for agent in agents:
        assert_that(agent.answer, same_answer_as(known[agent.answer.fingerprint]))


@then("who asked while it was {string} was answered by {string}")
def check_who_answered(context: Context, phase: str, profile: str) -> None:
    turn = context.world.notes["asked"][phase].turn
    assert_that(turn.answer.fingerprint, equal_to(context.world.cold(turn, profile).fingerprint))


@then("the server holds what it held before")
def check_belongings(context: Context) -> None:
    assert_that(context.world.swaps.belongings(), equal_to(context.world.notes["belongings"]))


@then("its memory has grown by less than {int} percent")
def check_memory(context: Context, percent: int) -> None:
    before, now = context.world.notes["memory"], memory_of(context.world.own_server)
    grown = (now / before - 1) * 100
    evidence.measurement(context, "Memory grown", grown, "%", at_most=percent, requirement="SWP-7")
    assert_that(grown, less_than(percent))
