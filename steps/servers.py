"""Sentences about the server itself: starting it, ending it, and what it says of itself."""

from itertools import pairwise

from behave import given, then, when
from behave.runner import Context
from hamcrest import (
    assert_that,
    contains_string,
    empty,
    equal_to,
    greater_than_or_equal_to,
    has_entries,
    has_items,
    is_not,
    less_than,
    matches_regexp,
    not_none,
)

from reports import evidence
from steps.drivers.deadlines import until
from steps.drivers.logs import LOG_SECONDS

SLOW_BLAS = "the BLAS of MLX's wheel is some 25 times as slow as OpenBLAS: apt install libopenblas0"


@given("a server")
def share_a_server(context: Context) -> None:
    context.world.use_shared()


@given("a server {string}")
def share_a_server_set_so(context: Context, profile: str) -> None:
    context.world.use_shared(profile)


@given("a fresh server")
def start_a_server(context: Context) -> None:
    context.world.use_own().start()


@given("a fresh server {string}")
def start_a_server_set_so(context: Context, profile: str) -> None:
    context.world.use_own(profile).start()


@given("a fresh server whose BLAS is made for speed")
def start_a_server_with_a_fast_blas(context: Context) -> None:
    context.world.use_own().start()
    if context.world.client().get("/health/ready")["engine"]["blas"] == "bundled":
        evidence.not_applicable(context, SLOW_BLAS)


@given("a fresh server whose file of settings says {string}")
def start_with_a_file(context: Context, text: str) -> None:
    context.world.use_own().set_by_file(text)
    context.world.own_server.start()


@when("Olive tries to start a server whose file of settings says {string}")
def try_to_start_with_a_file(context: Context, text: str) -> None:
    context.world.use_own().set_by_file(text)
    context.world.own_server.launch().wait()


@when("Olive tries to start a server whose temporary folder has a name of {count} characters")
def try_to_start_with_a_long_name(context: Context, count: int) -> None:
    context.world.use_own().move_temporary(count)
    context.world.own_server.launch().wait()


@when("the server is stopped and started again with {word} set to {string}")
def restart_the_server_with(context: Context, name: str, value: str) -> None:
    context.world.own_server.variables[name] = value
    context.world.own_server.restart()


@when("the server is stopped and started again")
def restart_the_server(context: Context) -> None:
    context.world.own_server.restart()


@when("the server is killed and started again")
def kill_and_restart_the_server(context: Context) -> None:
    context.world.own_server.kill()
    context.world.own_server.start()


@when("the server is stopped")
def stop_the_server(context: Context) -> None:
    context.world.own_server.stop()


@when("the server is stopped and started again as {string}")
def restart_the_server_set_so(context: Context, profile: str) -> None:
    context.world.own_server.restart(context.pool.profile(profile))


@when("Olive starts a server")
def measure_a_start(context: Context) -> None:
    context.world.notes["start_seconds"] = context.world.use_own().start()


@when("Olive tries to start a server {string}")
def try_to_start_a_server(context: Context, profile: str) -> None:
    context.world.use_own(profile).launch().wait()


@when("Olive tries to start a second server on the same home")
def try_to_start_a_second_server(context: Context) -> None:
    first = context.world.own_server
    context.world.notes["first"] = first
    context.world.use_own().launch(home=first.home).wait()


@when("Olive sends the server {word}")
def signal_the_server(context: Context, name: str) -> None:
    context.world.own_server.signal(name)


@when("the server alone is killed")
def kill_the_server_alone(context: Context) -> None:
    context.world.own_server.kill_server_alone()


@when("the engine is killed")
def kill_the_engine(context: Context) -> None:
    context.world.notes["engine"] = context.world.own_server.kill_engine()


@when("the engine is killed {count} times, each time as soon as the server is ready")
def kill_every_engine(context: Context, count: int) -> None:
    context.world.own_server.kill_engines(count)


@when("the engine hangs")
def hang_the_engine(context: Context) -> None:
    context.world.notes["engine"] = context.world.own_server.hang_engine()


@when("the server has noticed")
def wait_until_unready(context: Context) -> None:
    context.world.own_server.wait_until_unready()


@when("the server is ready again")
def wait_until_ready(context: Context) -> None:
    context.world.own_server.wait_until_ready()


@then("it is ready within {duration}")
def check_the_start(context: Context, seconds: float) -> None:
    took = context.world.notes["start_seconds"]
    evidence.measurement(context, "Start to ready", took, "s", at_most=seconds, requirement="SRV-1")
    assert_that(took, less_than(seconds))


@then("{string} answers {int}")
def check_status(context: Context, path: str, status: int) -> None:
    assert_that(context.world.client().send("GET", path).status_code, equal_to(status))


@then("the server says that it is {string}")
def check_readiness(context: Context, status: str) -> None:
    body = context.world.client().send("GET", "/health/ready").json()
    assert_that(body, has_entries(status=status))


@then("the model is listed with a context of {tokens}")
def check_the_context(context: Context, tokens: int) -> None:
    (model,) = [card for card in context.world.client().get("/v1/models")["data"] if card["loaded"]]
    assert_that(model["context_tokens"], equal_to(tokens))


@then("its model was loaded within {duration}")
def check_loading(context: Context, seconds: float) -> None:
    (took,) = context.world.server.process.log.values("model loaded", "load_seconds")
    evidence.measurement(context, "Load of the model", took, "s", at_most=seconds, requirement="SRV-1")
    assert_that(took, less_than(seconds))


@then("each wait for a new engine was twice the one before")
def check_waits(context: Context) -> None:
    log = context.world.server.process.log
    waits = log.values("engine restarts", "wait_seconds")
    assert_that([later / sooner for sooner, later in pairwise(waits)], equal_to([2, 2, 2]))
    for took, wait in zip(log.seconds_between("engine_died", "engine restarts"), waits, strict=True):
        assert_that(took, greater_than_or_equal_to(wait - LOG_SECONDS))


@then("its health names the model {string}, a fingerprint and the device")
def check_what_it_serves(context: Context, model: str) -> None:
    body = context.world.client().get("/health/ready")
    evidence.run(context, model=model, fingerprint=body["fingerprint"], **body["engine"])
    assert_that(body, has_entries(status="ready", model=model))
    assert_that(body["fingerprint"], matches_regexp("^[0-9a-f]{16,}$"))
    assert_that(body["engine"], has_items("device", "blas", "dtype"))


@then("it listens on loopback addresses only")
def check_addresses(context: Context) -> None:
    addresses = context.world.server.process.addresses()
    assert_that([address for address in addresses if not address.startswith("127.")], empty())


@then("the first server still knows {agent}'s conversation")
def check_the_first_server(context: Context, agent: str) -> None:
    first = context.world.notes["first"]
    assert_that(first.client(agent).agent(context.world.agent(agent).server_name), not_none())


@then("no process of it is left")
def check_no_process_is_left(context: Context) -> None:
    left = context.world.own_server.process.leftovers
    until(left, lambda found: not found, "every process of it to leave")


@then("the engine is another process")
def check_the_engine_is_another(context: Context) -> None:
    assert_that(context.world.own_server.engine_pid(), is_not(equal_to(context.world.notes["engine"])))


@then("the hung engine is gone")
def check_the_hung_engine_is_gone(context: Context) -> None:
    members = [process.pid for process in context.world.own_server.process.members()]
    assert_that(context.world.notes["engine"] in members, equal_to(False), f"processes: {members}")


@then("it ends with exit code {int}")
def check_exit_code(context: Context, code: int) -> None:
    assert_that(context.world.own_server.process.wait(), equal_to(code))


@then("nothing of the server is left")
def check_nothing_is_left(context: Context) -> None:
    assert_that(context.world.own_server.leftovers(), empty())


@then("it says {string} on stderr")
def check_stderr(context: Context, text: str) -> None:
    assert_that(context.world.own_server.process.log.tail(), contains_string(text))


@then("it says on stderr which process has the home")
def check_stderr_names_the_holder(context: Context) -> None:
    holder = str(context.world.notes["first"].process.pid)
    assert_that(context.world.own_server.process.log.tail(), contains_string(holder))


@then("stdout holds one line")
def check_stdout(context: Context) -> None:
    assert_that(len(context.world.own_server.process.output.lines), equal_to(1))
