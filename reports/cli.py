"""`assay check` and `assay report`: run the suite and show what it proved."""

import webbrowser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from behave.exception import InvalidFilenameError
from behave.parser import ParserError
from rich.console import Console
from rich.markup import escape

from reports import lint, matrix, plan, publication, results
from reports.checking import Check
from reports.ending import Ending, WrongUsageError, concluded
from reports.models import check_each
from reports.place import suite_here
from reports.portfolio import UnknownModelError, chosen
from reports.progress import say_broken
from reports.records import Outcome
from reports.requirements import UNPROVEN

INTERRUPTED = 130
NOTHING = Ending(
    exit_code=1,
    failure="nothing was selected, so nothing was proven",
    hint="look at the paths and the tags; features/tags.yaml has them all",
)


@concluded
def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Feature files, folders or FILE:LINE.")] = None,
    target: Annotated[str, typer.Option(help="Base URL of a server to judge instead of our own.")] = "",
    tags: Annotated[list[str] | None, typer.Option("--tags", "-t", help="Tag expression.")] = None,
    define: Annotated[
        list[str] | None, typer.Option("--define", "-D", help="NAME=VALUE for the steps.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Feature files run at a time.")] = 2,
    limit: Annotated[float, typer.Option(help="Seconds a scenario may take.")] = 300.0,
    models: Annotated[
        list[str] | None,
        typer.Option(
            help="Run the @portfolio scenarios on: all, discovered, or this model; may be repeated."
        ),
    ] = None,
    lint_only: Annotated[bool, typer.Option("--lint-only", help="Look at the features, run none.")] = False,
) -> Ending:
    """Run the suite, write the report and say where it is.

    Succeeds only if something was selected, nothing failed and the features and steps pass the lint.
    """
    console = Console(highlight=False)
    root = suite_here()
    findings = _lint(console, root)
    if lint_only:
        failure = f"the lint has {len(findings)} findings"
        return Ending({"findings": findings}, bool(findings), failure, told=True)
    check = Check(console, root, jobs, limit, findings)
    userdata = [*(define or []), *([f"target={target}"] if target else [])]
    selection = plan.Selection(tuple(paths or ()), tuple(tags or ()), tuple(userdata))
    try:
        if models:
            return _check_models(check, selection, models)
        published = check.run(selection, publication.OUT)
    except (ParserError, InvalidFilenameError, FileNotFoundError) as error:
        raise WrongUsageError(f"can't read a feature: {error}") from error
    if published is None:
        return NOTHING
    _say(console, published, root)
    exit_code = 0 if published.results.is_good else INTERRUPTED if check.interrupted else 1
    return _ending(published, root, exit_code)


def _check_models(check: Check, selection: plan.Selection, names: Sequence[str]) -> Ending:
    """Run the portfolio scenarios on each of these models; a model that can't run here fails nothing."""
    if any(pair.partition("=")[0] in ("target", "model") for pair in selection.userdata):
        raise WrongUsageError("--models has our own server serve each model: leave out --target and -D model")
    try:
        found, selected = check_each(chosen(names), selection, check)
    except UnknownModelError as error:
        raise WrongUsageError(str(error)) from error
    if not selected:
        return NOTHING
    out = check.root / publication.OUT
    check.console.print(escape(found.sentence), soft_wrap=True)
    check.console.print(f"report: {out / matrix.PAGE}", soft_wrap=True)
    exit_code = 0 if found.is_good and not check.findings else INTERRUPTED if check.interrupted else 1
    data = {
        "models": msgspec.to_builtins(found.models),
        "promises": msgspec.to_builtins(found.promises),
        "findings": check.findings,
        "page": str(out / matrix.PAGE),
        "report": str(out / matrix.DATA),
    }
    hint = f"{out / matrix.DATA} tells of every promise and model"
    return Ending(data, exit_code, found.sentence, hint, told=True)


def report(
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> Ending:
    """Write the last run's page anew and say where it is."""
    console = Console(highlight=False)
    published = publication.rebuild(Path.cwd())
    if published is None:
        return Ending(exit_code=1, failure="no run has left a report yet", hint="run `assay check`")
    page = Path.cwd() / publication.OUT / publication.PAGE
    console.print(str(page), soft_wrap=True)
    if open_it:
        webbrowser.open(page.as_uri())
    return _ending(published, Path.cwd(), 0)


def _ending(published: results.Publication, root: Path, exit_code: int) -> Ending:
    """What a run came to: its figures, and where everything is that was written of it."""
    out = root / publication.OUT
    verdicts = Counter(row.verdict for row in published.requirements if row.requirement.status == "now")
    data = {
        "sentence": published.sentence,
        "seconds": published.results.run.seconds,
        **msgspec.to_builtins(published.counts),
        "outcomes": published.outcomes,
        "requirements": dict(verdicts),
        "problems": published.results.problems,
        "findings": published.results.findings,
        "page": str(out / publication.PAGE),
        "report": str(out / publication.DATA),
    }
    hint = f"{out / publication.DATA} tells of every scenario"
    return Ending(data, exit_code, published.sentence, hint, told=True)


def _lint(console: Console, root: Path) -> list[str]:
    """Say and return what the lint finds; a suite that can't be loaded is wrong usage."""
    try:
        findings = [str(finding) for finding in lint.findings(root)]
    except lint.StepsError as error:
        raise WrongUsageError(f"can't load the suite here: {error}") from error
    for finding in findings:
        console.print(escape(finding), soft_wrap=True)
    return findings


def _say(console: Console, published: results.Publication, root: Path) -> None:
    for scenario in published.results.scenarios:
        if scenario.outcome is Outcome.BROKEN:
            say_broken(console, scenario, published.results.run)
    bare = [
        row for row in published.requirements if row.verdict == UNPROVEN and row.requirement.status == "now"
    ]
    for problem in published.results.problems:
        console.print(f"problem: {escape(problem)}", style="red", soft_wrap=True)
    if bare:
        console.print(f"requirements without a scenario: {len(bare)} of {len(published.requirements)}")
    if published.results.findings:
        console.print(
            f"problem: {len(published.results.findings)} lint findings, listed above",
            style="red",
            soft_wrap=True,
        )
    console.print(escape(published.sentence), soft_wrap=True)
    console.print(f"report: {root / publication.OUT / publication.PAGE}", soft_wrap=True)
    console.print(f"scenarios: {published.counts}", soft_wrap=True)
