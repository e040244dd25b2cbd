"""Sentences about what the server wrote into its log."""

from behave import then
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, greater_than, has_item, has_length, less_than

from steps.drivers.matchers import holds_nothing_of


@then("every line of the log is a JSON object")
def check_the_log_is_json(context: Context) -> None:
    assert_that(context.world.server.process.log.records(), has_length(greater_than(0)))


@then("the answer carries the request id {string}")
def check_the_request_id(context: Context, request_id: str) -> None:
    assert_that(context.world.notes["response"].headers["X-Request-ID"], equal_to(request_id))


@then("the log has a line with the request id {string}")
def check_the_log_has_the_id(context: Context, request_id: str) -> None:
    records = context.world.server.process.log.records()
    assert_that([record.get("request_id") for record in records], has_item(request_id))


@then("the log warns that {string}")
def check_the_log_warns(context: Context, text: str) -> None:
    records = context.world.server.process.log.records()
    warnings = [record["event"] for record in records if record.get("level") == "warning"]
    assert_that("\n".join(warnings), contains_string(text))


@then("the log tells how far {agent}'s prompt had been read")
def check_the_log_tells_of_progress(context: Context, agent: str) -> None:
    told = context.world.server.process.log.values("prefill", "done")
    assert_that(told, has_item(less_than(context.world.agent(agent).answer.prompt_tokens)))


@then("the log holds none of {string}")
def check_the_log_lacks_all(context: Context, texts: str) -> None:
    lines = context.world.server.process.log.lines
    assert_that("\n".join(lines), holds_nothing_of(*texts.split(", ")))


@then("the log holds no {string}")
def check_the_log_lacks(context: Context, text: str) -> None:
    lines = context.world.server.process.log.lines
    assert_that("\n".join(lines), holds_nothing_of(text))
