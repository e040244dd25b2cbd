"""Sentences about what the time to the first token tells."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, greater_than_or_equal_to, less_than

from reports import evidence
from steps.drivers.timing import Known, right_guesses


@given("{agent} has completed {count} prompts of {tokens}")
def complete_prompts(context: Context, agent: str, count: int, tokens: int) -> None:
    context.world.notes["known"] = known = Known(count, tokens)
    known.plant(context.world.agent(agent))


@when("{agent} tries each of them, and as often one that nobody has asked, in turn")
@when("{agent} tries hers, and as often one that nobody has asked, in turn")
def try_prompts(context: Context, agent: str) -> None:
    pairs = context.world.notes["known"].pairs(context.world.agent(agent), salt=len(context.world.notes))
    context.world.notes[agent] = pairs


@then("{agent} guesses right in fewer than {count} of {int}")
def check_guesses(context: Context, agent: str, most: int, of: int) -> None:
    right = right_guesses(context.world.notes[agent])
    what = f"Right guesses of {of}, by time, at another tenant's prompts"
    evidence.measurement(context, what, right, "guesses", at_most=most - 1, requirement="ISO-3")
    assert_that(right, less_than(most))


@then("{agent} guesses right in at least {count} of {int}")
def check_that_time_tells(context: Context, agent: str, least: int, of: int) -> None:
    right = right_guesses(context.world.notes[agent])
    what = f"Right guesses of {of}, by time, at one's own prompts"
    evidence.measurement(context, what, right, "guesses", at_least=least, requirement="ISO-3")
    assert_that(right, greater_than_or_equal_to(least))
