"""Sentences about clients on a bare socket: those who do not read, and those who speak nonsense."""

import json
from contextlib import ExitStack

from behave import then, when
from behave.runner import Context
from hamcrest import assert_that, empty, equal_to, less_than, starts_with

from steps.drivers.deadlines import EVENT_SECONDS, until
from steps.drivers.requests import caller
from steps.drivers.sockets import half_close_on_each, last_event, open_many, send_on_each, with_headers
from steps.drivers.streams import DONE

HEADER = b"x: " + 16_000 * b"y" + b"\r\n"
GAUGES = {"written": "assay_rows", "waited for": "assay_requests_waiting"}


def whole_answer(context: Context, agent: str, tokens: int) -> dict[str, object]:
    """A request for an answer of so many tokens, all at once."""
    return caller(context.world, agent).chat_body("Write on.", context.pool.model.endless(tokens))


@when("{agent} asks for {count} answers of {tokens} in one stream and reads none of it")
def ask_and_read_nothing(context: Context, agent: str, count: int, tokens: int) -> None:
    much = {"n": count, "stream": True, "logprobs": True, "top_logprobs": 20}
    body = caller(context.world, agent).chat_body("Write on.", context.pool.model.endless(tokens) | much)
    context.world.bare_client(agent).ask(body)


@when("{agent} asks for a whole answer of {tokens}, and hangs up while it is {string}")
def ask_and_leave(context: Context, agent: str, tokens: int, phase: str) -> None:
    gauge, client = GAUGES[phase], context.world.client()
    context.world.bare_client(agent).ask(whole_answer(context, agent, tokens))
    until(lambda: client.metric(gauge), lambda count: count > 0, f"the answer to be {phase}")
    context.world.bare_client(agent).close()


@when("the server hangs up on {agent}")
def wait_until_hung_up(context: Context, agent: str) -> None:
    context.world.bare_client(agent).wait_until_hung_up(EVENT_SECONDS)


@when("{agent} reads a little of it every second, {count} times")
def read_slowly(context: Context, agent: str, times: int) -> None:
    context.world.bare_client(agent).sip(times)


@when("{agent} reads the rest")
def read_the_rest(context: Context, agent: str) -> None:
    context.world.notes["read"] = context.world.bare_client(agent).read()


@when("the log has told of {string}")
def wait_for_the_log(context: Context, event: str) -> None:
    log = context.world.server.process.log
    log.until(lambda: any(event in line for line in log.lines), EVENT_SECONDS, f"the log to tell of {event}")


@when("{agent} sends the bytes {text}")
def send_bytes(context: Context, agent: str, text: str) -> None:
    context.world.bare_client(agent).send(text.encode("latin-1"))
    context.world.notes["read"] = context.world.bare_client(agent).read()


@when("{agent} sends the bytes {text} on {count} connections")
def send_bytes_often(context: Context, agent: str, text: str, count: int) -> None:
    ports = send_on_each(context.world.anyone.url, text.encode("latin-1"), count)
    context.world.notes["ports"] = ports


@when("{agent} sends headers without an end")
def send_headers_without_end(context: Context, agent: str) -> None:
    context.world.bare_client(agent).send(b"GET / HTTP/1.1\r\n")
    context.world.notes["taken"] = context.world.bare_client(agent).send_on(HEADER, 1000)


@when("{agent} sends a header without an end")
def send_a_header_without_end(context: Context, agent: str) -> None:
    context.world.bare_client(agent).send(b"GET / HTTP/1.1\r\n" + HEADER.rstrip())
    context.world.notes["taken"] = context.world.bare_client(agent).send_on(16_000 * b"y", 1000)


@when("{agent} sends a byte of a request every {duration}")
def drip_a_request(context: Context, agent: str, seconds: float) -> None:
    client = context.world.bare_client(agent)
    client.send(b"GET /health/live HTTP/1.1\r\nx: ")
    context.world.notes["seconds"] = client.drip(b"y", seconds, EVENT_SECONDS)


@when("{agent} sends a byte of a body that was refused every {duration}")
def drip_a_body(context: Context, agent: str, seconds: float) -> None:
    client = context.world.bare_client(agent)
    client.send(b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
    context.world.notes["seconds"] = client.drip(b"y", seconds, EVENT_SECONDS)


@when("{agent} sends the bytes {text}, then closes her half, on {count} connections")
def half_close(context: Context, agent: str, text: str, count: int) -> None:
    ports = half_close_on_each(context.world.anyone.url, text.encode("latin-1"), count)
    context.world.notes["ports"] = ports


@when("{agent} opens {count} connections and says nothing")
def open_connections(context: Context, agent: str, count: int) -> None:
    stack = ExitStack()
    context.add_cleanup(stack.close)
    open_many(context.world.anyone.url, count, stack)


@when("{agent} sends a request with {count} header(s) of {count} byte(s)")
def send_headers(context: Context, agent: str, count: int, size: int) -> None:
    context.world.bare_client(agent).send(with_headers(count, size))
    context.world.notes["read"] = context.world.bare_client(agent).read()


@then("she is cut off within {duration}")
def check_the_cut(context: Context, seconds: float) -> None:
    assert_that(context.world.notes["seconds"], less_than(seconds))


@then("she reads {string} and the connection's end")
def check_what_was_read(context: Context, beginning: str) -> None:
    assert_that(context.world.notes["read"].decode("latin-1"), starts_with(beginning))


@then("no connection of {agent}'s is left")
def check_connections(context: Context, agent: str) -> None:
    left = context.world.own_server.process.peers() & set(context.world.notes["ports"])
    assert_that(left, empty(), agent)


@then("the server took less than {count} bytes of them")
def check_what_was_taken(context: Context, limit: int) -> None:
    assert_that(context.world.notes["taken"], less_than(limit))


@then("the log tells of {string}")
def check_the_log(context: Context, event: str) -> None:
    context.world.server.process.log.told(event)


@then("the server counts {int} request(s) as {string}")
def check_count(context: Context, count: int, outcome: str) -> None:
    counted = context.world.client().metric("assay_requests_total", api="chat", outcome=outcome)
    assert_that(counted, equal_to(count))


@then("the server counts the tokens of {agent}'s prompt and answer, and no others")
def check_counted_tokens(context: Context, agent: str) -> None:
    used, client = context.world.agent(agent).answer, context.world.client()
    counted = [client.metric(f"assay_{name}_tokens_total") for name in ("prompt", "completion")]
    assert_that(counted, equal_to([used.prompt_tokens, used.completion_tokens]))


@then("what {agent} read ends with [DONE]")
def check_the_end(context: Context, agent: str) -> None:
    assert_that(last_event(context.world.notes["read"]), equal_to(DONE), agent)


@then("what {agent} read ends with the error {string}")
def check_the_error(context: Context, agent: str, code: str) -> None:
    last = json.loads(last_event(context.world.notes["read"]))
    assert_that(last.get("error", {}).get("code"), equal_to(code), agent)
