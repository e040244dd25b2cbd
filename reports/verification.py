"""`assay verify`: who tests the tests."""

import asyncio
import contextlib
import signal
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from reports.ending import Ending, WrongUsageError, concluded
from reports.mutation import defects, publication
from reports.mutation.defects import Defect, GoneError
from reports.mutation.publication import Verification
from reports.mutation.stubs import StubTrial, known_stubs, try_stub
from reports.mutation.trials import Addresses, Court
from reports.mutation.verdicts import Trial, Verdict
from reports.place import suite_here

INTERRUPTED = 130
MESSAGE_WIDTH = 160
STYLES = {Verdict.KILLED: "green", Verdict.NOT_RUN: "dim"}


@concluded
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Mutants and stubs to try; without any, all of them.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Mutants tried at a time.")] = 2,
    limit: Annotated[float, typer.Option(help="Seconds a scenario may take.")] = 180.0,
) -> Ending:
    """Break the system on purpose, one mistake at a time, and see which scenario notices.

    Also runs what any server can show against servers that only pretend. Succeeds only if every mutant was
    killed for the right reason, and nothing passed on a pretender but what is listed as true of it.
    """
    console = Console(highlight=False)
    root = suite_here()
    try:
        mutants, stubs = _chosen(root, names or [])
    except (GoneError, LookupError) as error:
        raise WrongUsageError(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="assay-") as folder:
        verification = asyncio.run(_verify(root, Path(folder), mutants, stubs, jobs, limit, console))
    page = publication.publish(verification, root)
    _say(console, verification, page)
    exit_code = 0 if verification.is_good else INTERRUPTED if verification.interrupted else 1
    hint = f"{page} tells of each"
    return Ending(_data(verification, page), exit_code, verification.sentence, hint, told=True)


def _data(verification: Verification, page: Path) -> dict[str, Any]:
    return {
        "sentence": verification.sentence,
        "seconds": verification.seconds,
        "mutants": [
            {"name": each.mutant, "verdict": str(each.verdict), "scenario": each.location or None}
            for each in verification.trials
        ],
        "pretenders": [
            {"name": each.name, "unexplained": each.unexplained, "stale": each.stale}
            for each in verification.stubs
        ],
        "page": str(page),
    }


def _chosen(root: Path, names: Sequence[str]) -> tuple[list[Defect], list[str]]:
    """The defects and stubs of these names, or all. Raises LookupError for what is not there."""
    files = {path.stem: path for path in sorted((root / "steps" / "mutants").glob("[a-z]*.py"))}
    stubs = known_stubs(root)
    if unknown := [name for name in names if name not in files and name not in stubs]:
        known = ", ".join([*files, *stubs])
        raise LookupError(f"there is no mutant or stub {', '.join(unknown)}, only {known}")
    mutants = [defects.read(path) for name, path in files.items() if not names or name in names]
    addresses = Addresses(root)
    if lost := [each for mutant in mutants for each in mutant.noticed_by if not addresses.is_known(each)]:
        raise LookupError(f"there is no scenario {', '.join(lost)}")
    return mutants, [stub for stub in stubs if not names or stub in names]


async def _verify(
    root: Path,
    folder: Path,
    mutants: list[Defect],
    stubs: list[str],
    jobs: int,
    limit: float,
    console: Console,
) -> Verification:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    court = Court(root, folder, jobs=jobs, limit_seconds=limit, stopped=stopped)
    verification = publication.begin(root)
    with _bar(console, len(mutants) + len(stubs)) as bar:
        task = bar.task_ids[0]
        bar.update(task, description="the scenarios without any mutant")
        for red in await court.run_without(mutants) if mutants else []:
            bar.console.print(f"[red]not green without any mutant:[/] {escape(red.title)} {red.location}")
        bar.update(task, description="mutants")
        for trying in asyncio.as_completed([court.run_with(mutant) for mutant in mutants]):
            trial = await trying
            verification.trials.append(trial)
            _see(bar, trial)
        for stub in stubs:
            bar.update(task, description=f"a server that is only {stub}")
            tried = await try_stub(root, folder, stub, limit_seconds=limit, stopped=stopped)
            verification.stubs.append(tried)
            bar.advance(task)
    verification.interrupted = stopped.is_set()
    return publication.concluded(verification)


@contextlib.contextmanager
def _bar(console: Console, total: int) -> Iterator[Progress]:
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.description}"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        bar.add_task("", total=total)
        yield bar


def _see(bar: Progress, trial: Trial) -> None:
    """A line for each mutant as it has been tried."""
    style = STYLES.get(trial.verdict, "bold red")
    bar.console.print(
        f"[{style}]{trial.verdict}[/] {trial.mutant} [dim]{escape(trial.location)} {trial.seconds:.0f} s[/]",
        soft_wrap=True,
        highlight=False,
    )
    bar.advance(bar.task_ids[0])


def _say(console: Console, verification: Verification, page: Path) -> None:
    if verification.trials:
        console.print(_table(verification.trials))
    for stub in verification.stubs:
        _say_stub(console, stub)
    console.print(escape(verification.sentence), soft_wrap=True)
    console.print(f"page: {page}", soft_wrap=True)


def _table(trials: Sequence[Trial]) -> Table:
    table = Table("mutant", "verdict", "by", "what it said", "s", box=None, pad_edge=False)
    table.columns[-1].justify = "right"
    for trial in trials:
        verdict = f"[{STYLES.get(trial.verdict, 'bold red')}]{trial.verdict}[/]"
        by = escape(f"{trial.location.removeprefix('features/')} {trial.sentence}".strip())
        told = escape(textwrap.shorten(trial.message, MESSAGE_WIDTH, placeholder=" ..."))
        table.add_row(trial.mutant, verdict, by, told, f"{trial.seconds:.0f}")
    return table


def _say_stub(console: Console, stub: StubTrial) -> None:
    console.print(f"{stub.name}: {escape(stub.sentence)}", soft_wrap=True)
    for title in stub.unexplained:
        console.print(f"  [bold red]passes, and nobody says why:[/] {escape(title)}", soft_wrap=True)
    for title in stub.stale:
        console.print(f"  [bold red]is listed as true of it, and does not pass:[/] {escape(title)}")
