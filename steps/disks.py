"""Sentences about a disk that takes nothing more, and what the server says of it."""

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, contains_string, equal_to, greater_than

from reports import evidence
from steps.drivers.damage import NotPossibleError
from steps.drivers.disks import Disk, start_on_a_disk_of, until_warned

SMALL_BYTES = 16 << 20


def disk_of(context: Context) -> Disk:
    """The disk of the scenario's own server, well again at the scenario's end."""
    if "disk" not in context.world.notes:
        disk = context.world.notes["disk"] = Disk(context.world.own_server)
        context.add_cleanup(disk.close)
    found: Disk = context.world.notes["disk"]
    return found


@given("a fresh server on a small disk")
def start_on_a_small_disk(context: Context) -> None:
    try:
        start_on_a_disk_of(SMALL_BYTES, context.world.use_own())
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("the disk {word} {}")
def spoil_the_disk(context: Context, verb: str, how: str) -> None:
    try:
        disk_of(context).spoil(f"{verb} {how}")
    except NotPossibleError as why:
        evidence.not_applicable(context, str(why))


@when("the server warns that caches are not saved: {string}")
def wait_for_the_warning(context: Context, reason: str) -> None:
    until_warned(context.world.client(), f"caches are not saved: {reason}")


@when("the server warns that caches do not add up")
def wait_for_the_count(context: Context) -> None:
    until_warned(context.world.client(), "caches do not add up")


@when("the server warns of nothing")
def wait_until_well(context: Context) -> None:
    until_warned(context.world.client(), "")


@when("the server is started again on a disk that is well")
def heal_and_start_again(context: Context) -> None:
    disk_of(context).heal()
    context.world.own_server.start()


@when("Olive tries to start a server with its home in {string}")
def start_in_a_home(context: Context, home: str) -> None:
    context.world.use_own().launch(options=["--home", home]).wait()


@then("it is said in the metrics and in the log that caches are not saved")
def check_metrics_and_log(context: Context) -> None:
    assert_that(context.world.client().metric("assay_cache_unsaved_agents"), greater_than(0))
    context.world.server.process.log.told("cache not saved")


@then("{agent}'s turns can't be saved, {string}")
def check_a_flush_that_fails(context: Context, agent: str, reason: str) -> None:
    response = context.world.agent(agent).try_to_flush()
    assert_that(response.status_code, equal_to(503), response.text)
    assert_that(response.json()["detail"], contains_string(reason))


@then("the log says that the caches of {count} agent(s) were not saved")
def check_the_loss_is_said(context: Context, count: int) -> None:
    told = context.world.server.process.log.told("caches_not_saved")
    assert_that([record["agents"] for record in told], equal_to([count]))


@then("the log names {string} among what does not add up")
def check_what_is_said(context: Context, text: str) -> None:
    told = context.world.server.process.log.told("caches do not add up")
    assert_that(" ".join(told[-1]["problems"]), contains_string(text))
