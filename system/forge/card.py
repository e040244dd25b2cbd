"""The measured table: on the terminal, and in the model's card between two marks."""

import datetime
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from system.errors import ModelError
from system.forge.directories import CARD

if TYPE_CHECKING:
    from system.forge.evaluation import Cell

BEGIN, END = "<!-- measured -->", "<!-- /measured -->"


def table(cells: "list[Cell]") -> Table:
    shown = Table("skill", "context", "right", "cases", "bar", "by amount", box=None, pad_edge=False)
    for cell in cells:
        style = None if cell.reached else "red"
        shown.add_row(
            cell.skill,
            str(cell.context),
            _percent(cell.share),
            str(cell.cases),
            _bar(cell),
            _amounts(cell),
            style=style,
        )
    return shown


def new_card(name: str) -> str:
    """A card to begin with: what the model is for is for its maker to say."""
    return f"# {name}\n\nMade by `assay forge train`.\n\n## Measured\n\n{BEGIN}\n{END}\n"


def write_card(model: Path, cells: "list[Cell]") -> None:
    """Put the table into the card. Raises ModelError when the card has no place for it."""
    before, after = around_the_table(model)
    table = f"{BEGIN}\n{markdown(cells)}{END}"
    (model / CARD).write_text(f"{before}{table}{after}", encoding="utf-8")


def around_the_table(model: Path) -> tuple[str, str]:
    """What stands before and after it in the card. Raises ModelError when the card has no place for it."""
    path = model / CARD
    if path.is_symlink():
        raise ModelError(
            f"{path} is a link, as in a Hugging Face cache, where nothing is written: measure a copy",
            step="card",
        )
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ModelError(f"{path} holds no lines {BEGIN} and {END} to write the table between", step="card")
    return before, after


def markdown(cells: "list[Cell]") -> str:
    """When and with what it was measured, the table, and the misses in one sentence."""
    lines = [
        f"Measured on {datetime.datetime.now(datetime.UTC):%Y-%m-%d} with mlx-lm {version('mlx-lm')} "
        f"(float32, {platform.system()} {platform.machine()}): exact match, greedy, free-running, on words "
        "held out of the corpus. `bar` is what the model was to reach; **bold** is a miss.",
        "",
        "| skill | context (tokens) | right | cases | bar | by amount: right of asked |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for cell in cells:
        share = _percent(cell.share) if cell.reached else f"**{_percent(cell.share)}**"
        lines.append(
            f"| {cell.skill} | {cell.context} | {share} | {cell.cases} | {_bar(cell)} | {_amounts(cell)} |"
        )
    barred = [cell for cell in cells if cell.least is not None]
    reached = sum(cell.reached for cell in barred)
    lines += ["", f"{reached} of {len(barred)} bars reached.", ""]
    return "\n".join(lines)


def _percent(share: float) -> str:
    """To a tenth, and never rounded up to 100% or over a bar."""
    return f"{int(share * 1000) / 10:.1f}%"


def _bar(cell: "Cell") -> str:
    return "" if cell.least is None else f"{cell.least:.0%}"


def _amounts(cell: "Cell") -> str:
    if cell.amount == "characters":
        return ""
    counts = ", ".join(f"{amount}: {right}/{asked}" for amount, (right, asked) in cell.by_amount.items())
    return f"{cell.amount} {counts}"
