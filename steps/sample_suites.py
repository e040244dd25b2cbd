"""Sentences about the suite itself: what a check of a small sample suite ends with and reports."""

import tempfile
from pathlib import Path

from behave import given, then, when
from behave.runner import Context
from hamcrest import assert_that, contains_exactly, contains_string, empty, equal_to, has_entries, not_

from steps.drivers.commands import run
from steps.drivers.finding import hub_of
from steps.drivers.sample_suites import SampleSuite


@given("the sample suite {string}")
def lay_out_a_sample_suite(context: Context, name: str) -> None:
    folder = tempfile.TemporaryDirectory(prefix="assay-")
    context.add_cleanup(folder.cleanup)
    context.sample = SampleSuite(name, Path(folder.name))


@given("the samples are committed")
def commit_the_samples(context: Context) -> None:
    context.sample.commit()


@when("the samples are checked with {string}")
def check_the_samples(context: Context, arguments: str) -> None:
    context.sample.check(arguments)


@when("plain behave runs the samples with {string}")
def behave_the_samples(context: Context, arguments: str) -> None:
    context.sample.behave(arguments)


@when("the mutants of the samples are tried with {string}")
def try_the_mutants(context: Context, arguments: str) -> None:
    context.sample.verify(arguments)


@when("Olive runs {string} in the samples")
def run_in_the_samples(context: Context, line: str) -> None:
    context.world.notes.setdefault("runs", []).append(run(line, cwd=context.sample.folder))


@when("Olive runs {string} in the samples, set to {json}")
def run_in_the_samples_set_so(context: Context, line: str, settings: dict[str, int]) -> None:
    variables = {f"ASSAY_{name.upper()}": str(value) for name, value in settings.items()}
    ran = run(line, cwd=context.sample.folder, **variables)
    context.world.notes.setdefault("runs", []).append(ran)


@when("Olive runs {string} in the samples, with that cache")
def run_in_the_samples_with_a_cache(context: Context, line: str) -> None:
    ran = run(line, cwd=context.sample.folder, HF_HUB_CACHE=str(hub_of(context).where))
    context.world.notes.setdefault("runs", []).append(ran)


@then("the table of models says")
def see_the_table(context: Context) -> None:
    assert_that(context.sample.table, equal_to([row.as_dict() for row in context.table]))


@then("it says of {string} that it {string}")
def see_why_not(context: Context, model: str, reason: str) -> None:
    reasons = {each["id"]: each["reason"] for each in context.sample.models["models"]}
    assert_that(reasons[model], contains_string(reason))


@then("their verdicts are")
def see_the_verdicts(context: Context) -> None:
    verdicts = context.sample.verdicts
    for row in context.table:
        verdict, message = verdicts.get(row["mutant"], ("not tried", ""))
        assert_that((verdict, message), contains_exactly(row["verdict"], contains_string(row["message"])))


@then("the check says {string}")
def see_what_the_check_says(context: Context, words: str) -> None:
    assert_that(context.sample.output, contains_string(words))


@then("the check ends with {string}")
def see_the_last_line(context: Context, line: str) -> None:
    assert_that(context.sample.output.strip().splitlines()[-1], equal_to(line))


@then("the check says each of")
def see_each_finding(context: Context) -> None:
    for row in context.table:
        assert_that(context.sample.output, contains_string(row["finding"]))


@then("the check has failed")
def see_it_fail(context: Context) -> None:
    assert_that(context.sample.exit_code, not_(equal_to(0)), context.sample.output)


@then("the check has succeeded")
def see_it_succeed(context: Context) -> None:
    assert_that(context.sample.exit_code, equal_to(0), context.sample.output)


@then("the report counts")
def see_the_outcomes(context: Context) -> None:
    assert_that(context.sample.outcomes, equal_to(context.table.rows[0].as_dict()))


@then("JUnit counts the same as the report")
def see_junit_agree(context: Context) -> None:
    assert_that(context.sample.report["counts"], has_entries(context.sample.junit_counts))


@then("the report says of {string}")
def see_scenarios(context: Context, folder: str) -> None:
    expected = [row.as_dict() for row in context.table]
    assert_that(context.sample.scenarios(folder), equal_to(expected))


@then("the page says each of")
def see_the_page(context: Context) -> None:
    missing = [row["what"] for row in context.table if row["words"] not in context.sample.page]
    assert_that(missing, empty())


@then("the page names that commit, and the day")
def see_the_commit(context: Context) -> None:
    for words in context.sample.when_and_what():
        assert_that(context.sample.page, contains_string(words))


@then("Cucumber Messages tell of {int} scenarios, {int} of which ran and {int} failed")
def see_the_messages(context: Context, scenarios: int, ran: int, failed: int) -> None:
    assert_that(context.sample.messages_count, equal_to((scenarios, ran, failed)))


@then("no file of the report says {string}")
def see_no_secret(context: Context, secret: str) -> None:
    assert_that(context.sample.files_saying(secret), empty())
