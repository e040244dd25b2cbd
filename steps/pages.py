"""Sentences about web pages: what a server lets them send, and what their browsers let them read."""

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, equal_to, greater_than, has_item, has_length

from steps.drivers.pages import Page


@when("a page of {string} asks for leave to chat")
def ask_for_leave(context: Context, origin: str) -> None:
    context.world.notes["page"] = page = Page(origin)
    page.ask_leave(context.world.client("Cleo"))


@when("a page of {string} chats with {agent}'s key")
def chat_with_a_key(context: Context, origin: str, agent: str) -> None:
    context.world.notes["page"] = page = Page(origin)
    page.send_chat(context.world.client(agent), {})


@when("a page of {string} chats without a key")
def chat_without_a_key(context: Context, origin: str) -> None:
    context.world.notes["page"] = page = Page(origin)
    page.send_chat(context.world.client("Cleo"), {})


@then("the page gets leave")
def check_leave(context: Context) -> None:
    page = context.world.notes["page"]
    assert_that(page.has_leave, equal_to(True), str(page.answer.headers))


@then("the page gets no leave")
def check_no_leave(context: Context) -> None:
    page = context.world.notes["page"]
    assert_that(page.has_leave, equal_to(False), str(page.answer.headers))


@then("the page is answered with {int}, and may read it")
def check_a_readable_answer(context: Context, status: int) -> None:
    page = context.world.notes["page"]
    seen = (page.answer.status_code, page.may_read)
    assert_that(seen, equal_to((status, True)), str(page.answer.headers))


@then("the page is answered with {int}, and may not read it")
def check_an_unreadable_answer(context: Context, status: int) -> None:
    page = context.world.notes["page"]
    seen = (page.answer.status_code, page.may_read)
    assert_that(seen, equal_to((status, False)), str(page.answer.headers))


@then("nothing that its browser adds counts")
def check_no_credentials(context: Context) -> None:
    page = context.world.notes["page"]
    assert_that(page.is_known_by_its_browser, equal_to(False), str(page.answer.headers))


@then("caches are told that the answer is the page's own")
def check_vary(context: Context) -> None:
    varies = context.world.notes["page"].answer.headers.get("Vary", "")
    assert_that([word.strip() for word in varies.split(",")], has_item("Origin"))


@then("every endpoint refused her with {int}")
def check_refused_everywhere(context: Context, status: int) -> None:
    tried = context.world.notes["tried"]
    assert_that(tried, has_length(greater_than(0)))
    assert_that(tried, equal_to(dict.fromkeys(tried, status)))
