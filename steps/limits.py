"""Sentences about the limits of a key."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, greater_than_or_equal_to, less_than_or_equal_to

from steps.drivers import limits, refusals
from steps.drivers.limits import Caller
from steps.drivers.messages import MESSAGES, VERSION


@when("{agent} lists the models until she is refused")
def list_until_refused(context: Context, agent: str) -> None:
    context.world.notes["caller"] = caller = Caller(context.world.client(agent))
    caller.ask_until_refused()


@when("{agent} lists the models {count} times")
def list_often(context: Context, agent: str, times: int) -> None:
    context.world.notes["caller"] = caller = Caller(context.world.client(agent))
    for _ in range(times):
        caller.ask()


@when("{agent} asks Anthropic's API without leave")
def ask_anthropic(context: Context, agent: str) -> None:
    response = context.world.client(agent).send("POST", MESSAGES, json={}, headers=VERSION)
    context.world.notes["refused"] = [response]


@when("{agent} gets {count} requests a minute in the keys file")
def change_a_limit(context: Context, agent: str, quota: int) -> None:
    context.world.own_server.keys_file.change(agent, requests_per_minute=quota)


@then("she was answered {count} times at first, and the last ones say that none remains")
def check_the_quota(context: Context, quota: int) -> None:
    caller = context.world.notes["caller"]
    assert_that(caller.answered, greater_than_or_equal_to(quota))
    assert_that(caller.answered, less_than_or_equal_to(quota + caller.gained(quota)))
    assert_that(caller.remaining("requests")[-2:], equal_to([0, 0]))


@then("she is told to come again within {duration}, and then is let in")
def check_the_wait(context: Context, seconds: float) -> None:
    caller = context.world.notes["caller"]
    told = caller.told_seconds
    assert_that(told, less_than_or_equal_to(seconds))
    assert_that(caller.seconds_until_let_in(), less_than_or_equal_to(told + limits.SLACK_SECONDS))


@then("{agent} is let in")
@then("{agent} is let in all the while")
def check_let_in(context: Context, agent: str) -> None:
    assert_that(limits.how_received(context.world.client(agent)), equal_to("200 OK"))


@then("his answers carry {string} as {text}")
def check_a_header(context: Context, name: str, value: str) -> None:
    answers = context.world.notes["caller"].answers
    assert_that([answer.headers.get(name) for answer in answers], equal_to([value] * len(answers)))


@then("his answers say that {int}, {int} and {int} requests remain")
def check_what_remains(context: Context, first: int, second: int, third: int) -> None:
    said = context.world.notes["caller"].remaining("requests")
    assert_that(said, equal_to([first, second, third]))


@then("both ways are refused with {int}, and told when to come again")
def check_refusals(context: Context, status: int) -> None:
    for response in context.world.notes["refused"]:
        error = refusals.refusal(response)
        seen = (response.status_code, error["type"], error["code"])
        assert_that(seen, equal_to((status, "rate_limit_error", "rate_limit_exceeded")))
        assert_that(limits.told_seconds(response), greater_than_or_equal_to(1))


@then("each refusal says when to come again")
def check_when_to_come_again(context: Context) -> None:
    told = [int(response.headers.get("retry-after", 0)) for response in context.world.notes["refused"]]
    assert_that(min(told), greater_than_or_equal_to(1))


@then("the problem names the limit {string}")
def check_the_problem(context: Context, limit: str) -> None:
    assert_that(limits.violated(context.world.notes["refused"][-1]), equal_to([limit]))


@then("{agent} is told of {string}, and to come again within {duration}")
def check_a_limit(context: Context, agent: str, limit: str, seconds: float) -> None:
    response = context.world.client(agent).send("GET", "/v1/agents")
    assert_that(limits.told_seconds(response), less_than_or_equal_to(seconds))
    assert_that(limits.violated(response), equal_to([limit]))
    assert_that(response.json()["code"], contains_string("rate_limit"))


@when("{agent} goes on with the new key until she is refused")
def go_on_with_the_new_key(context: Context, agent: str) -> None:
    context.world.notes["caller"].headers = {"Authorization": f"Bearer {context.world.notes['new_key']}"}
    context.world.notes["caller"].ask_until_refused()


@then("she was answered {count} times in all, and as often again as one came back")
def check_the_quota_in_all(context: Context, quota: int) -> None:
    caller = context.world.notes["caller"]
    assert_that(caller.answered, less_than_or_equal_to(quota + caller.gained(quota)))


@then("all of them were answered")
def check_all_answered(context: Context) -> None:
    caller = context.world.notes["caller"]
    assert_that(caller.answered, equal_to(len(caller.answers)))
