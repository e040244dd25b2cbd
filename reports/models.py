"""The portfolio scenarios run on several models in turn, and what they come to side by side."""

import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.markup import escape

from reports import matrix, page, publication
from reports.checking import Check
from reports.machine import this_commit, this_machine
from reports.matrix import Cell, Column, Matrix, Promise
from reports.plan import Selection
from reports.portfolio import Model
from reports.records import Outcome
from reports.requirements import GRAVEST_FIRST
from reports.results import Publication

TAGS = "@portfolio and not @slow"
FOLDER = "models"


def check_each(models: Sequence[Model], selection: Selection, check: Check) -> tuple[Matrix, int]:
    """Run what `selection` leaves of the portfolio scenarios on each model that can run here, and publish it.

    The table, and how many scenarios were selected on all of them together.
    """
    started, left, selected = time.time(), [], 0
    for model in models:
        published, folder = None, ""
        if model.reason is None and not check.interrupted:
            check.console.print(f"[bold]{escape(model.id)}[/]", soft_wrap=True)
            folder = f"{FOLDER}/{page.slug(model.id)}"
            published = check.run(_on(model, selection), publication.OUT / folder)
            selected += sum(each.selected for each in published.results.scenarios) if published else 0
        elif model.reason is not None:
            check.console.print(
                f"[bold]{escape(model.id)}[/] can't run here: {escape(model.reason)}", soft_wrap=True
            )
        left.append((model, published, f"{folder}/{publication.PAGE}" if published else ""))
    return _publish(_joined(left, started, check.root), check.root), selected


def _on(model: Model, selection: Selection) -> Selection:
    tags = (TAGS, *selection.tags)
    return Selection(selection.paths, tags, (*selection.userdata, *model.userdata()))


def _joined(left: Sequence[tuple[Model, Publication | None, str]], started: float, root: Path) -> Matrix:
    columns = [column(*each) for each in left]
    rows = promises([published for _, published, _ in left])
    command = shlex.join(["assay", *sys.argv[1:]])
    seconds = time.time() - started
    sentence = _sentence(columns, rows)
    return Matrix(sentence, command, started, seconds, this_machine(), this_commit(root), columns, rows)


def _publish(found: Matrix, root: Path) -> Matrix:
    """Write the table as data and as a page, and put it into the last run's report where there is one."""
    out = root / publication.OUT
    out.mkdir(parents=True, exist_ok=True)
    (out / matrix.DATA).write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))
    (out / matrix.PAGE).write_text(page.render_matrix(found))
    publication.rebuild(root)
    return found


def column(model: Model, published: Publication | None, where: str) -> Column:
    """A model's column; `published` is what its own check left, None where it can't run here."""
    if published is None:
        return Column(model.id, reason=model.reason or "the run was interrupted")
    results = published.results
    return Column(
        model.id, page.opening(results), where, good=not (results.counts.failed or results.problems)
    )


def promises(columns: Sequence[Publication | None]) -> list[Promise]:
    """A row for each requirement of which a scenario was asked on any model, in the catalogue's order."""
    asked: dict[str, list[Cell | None]] = {}
    texts: dict[str, str] = {}
    for place, published in enumerate(columns):
        for name, text, cell in _cells(published) if published is not None else ():
            texts[name] = text
            asked.setdefault(name, [None] * len(columns))[place] = cell
    return [Promise(name, texts[name], cells) for name, cells in sorted(asked.items(), key=_by_number)]


def _cells(published: Publication) -> list[tuple[str, str, Cell]]:
    found = {scenario.location: scenario for scenario in published.results.scenarios if scenario.selected}
    cells = []
    for row in published.requirements:
        outcomes = [found[location].outcome for location in row.scenarios if location in found]
        if outcomes:
            verdict = next(str(each) for each in GRAVEST_FIRST if each in outcomes)
            cell = Cell(verdict, outcomes.count(Outcome.PROVEN), len(outcomes))
            cells.append((row.requirement.id, row.requirement.text, cell))
    return cells


def _by_number(promise: tuple[str, list[Cell | None]]) -> tuple[str, int]:
    """Promises by area, ten behind nine.

    >>> sorted([("PER-10", []), ("PER-9", [])], key=_by_number)
    [('PER-9', []), ('PER-10', [])]
    """
    area, _, number = promise[0].rpartition("-")
    return area, int(number) if number.isdigit() else 0


def _sentence(columns: Sequence[Column], rows: Sequence[Promise]) -> str:
    """`14 promises on 3 models: nothing broken on 2 of them; 1 more can't run here`."""
    ran = [place for place, each in enumerate(columns) if each.page]
    whole = sum(
        columns[place].good and not any(_is_broken(row.cells[place]) for row in rows) for place in ran
    )
    left = len(columns) - len(ran)
    unfit = f"; {left} more can't run here" if left else ""
    models = "model" if len(ran) == 1 else "models"
    return f"{len(rows)} promises on {len(ran)} {models}: nothing broken on {whole} of them{unfit}"


def _is_broken(cell: Cell | None) -> bool:
    return cell is not None and cell.verdict == Outcome.BROKEN
