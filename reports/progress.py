"""What is seen of a run while it runs: a line a scenario, and a bar below them on a terminal."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from reports import page, records, results
from reports.plan import Plan
from reports.records import Outcome

MARKS = {
    Outcome.PROVEN: ("✓", "green"),
    Outcome.BROKEN: ("✗", "bold red"),
    Outcome.GAP: ("△", "yellow"),
    Outcome.NOT_APPLICABLE: ("—", "dim"),
    Outcome.NOT_RUN: ("○", "dim"),
}
_WHY_LINES = 12


class Watch:
    """Follows the records of a run on a console; leaving its context takes the bar away."""

    def __init__(self, plan: Plan, console: Console) -> None:
        self._console = console
        self._running: dict[str, str] = {}
        self._bar = Progress(
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.description}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=plan.selected)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def see(self, record: records.Record) -> None:
        """Show one record as it comes."""
        if isinstance(record, records.Started):
            self._running[record.feature] = record.title
            self._describe()
        elif isinstance(record, records.Scenario) and record.selected:
            self._running.pop(record.feature, None)
            self._say(record)
            self._bar.advance(self._task)
            self._describe()

    def _describe(self) -> None:
        self._bar.update(
            self._task, description=" · ".join(escape(title) for title in self._running.values())
        )

    def _say(self, scenario: records.Scenario) -> None:
        mark, style = MARKS[scenario.outcome]
        reason = f" ({scenario.reason})" if scenario.reason else ""
        place = scenario.location.removeprefix("features/")
        self._bar.console.print(
            f"[{style}]{mark}[/] {escape(scenario.title)}{escape(reason)}"
            f" [dim]{escape(place)} {scenario.seconds:.1f} s[/]",
            soft_wrap=True,
            highlight=False,
        )


def say_broken(console: Console, scenario: records.Scenario, run: results.Run) -> None:
    """What a reader of a run's last lines needs of a broken scenario: which, why, and how to try again."""
    step = page.blame(scenario)
    why = [f"{step.keyword} {step.text}", *step.error.splitlines()] if step else scenario.error.splitlines()
    console.print(f"broken: {escape(scenario.title)}", style="bold red", soft_wrap=True)
    for line in why[:_WHY_LINES]:
        console.print(f"  {escape(line)}", soft_wrap=True)
    console.print(f"  once more: {escape(page.rerun(scenario, run))}", soft_wrap=True)
