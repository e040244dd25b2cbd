"""What a command hands over when it ends: what it found, or why it failed, and how people are shown it."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

SUCCESS = 0
FAILURE = 1
WRONG_USAGE = 2
INTERRUPTED = 130

WIDE = 4096
"""Columns of what goes into a pipe: a row stays a line, for `grep` and its like."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command found: `data` for programs, and `show` for people."""

    data: Json
    show: Callable[[], None]


class CommandError(Exception):
    """A command that can't do what it was asked; `hint` says what to do where the message does not."""

    def __init__(
        self, message: str, *, exit_code: int = FAILURE, code: str = "failed", hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
        self.code = code
        self.hint = hint


def fail(message: str, exit_code: int = FAILURE) -> NoReturn:
    """End the command with one clear message, which says what to do."""
    raise CommandError(
        message, exit_code=exit_code, code="wrong_usage" if exit_code == WRONG_USAGE else "failed"
    )


def add_rows(table: Table, rows: Iterable[Iterable[str]]) -> Table:
    """The table with the rows, every cell as it is written: names may hold what Rich takes for markup."""
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def named_values(rows: Iterable[tuple[str, str]]) -> Table:
    """What is told of one thing: a name and a value a line."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    return add_rows(table, rows)


def show(what: RenderableType) -> None:
    """Print a table or text on stdout: within a terminal's width, one line a row in a pipe."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)
    console.print(what, markup=False)


def say(message: str) -> None:
    """Print a message for people on stderr, each line under the command's name."""
    for line in message.splitlines():
        print(f"assay: {line}", file=sys.stderr, flush=True)
