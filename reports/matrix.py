"""A check of several models as a table: for each promise, what it came to on each model."""

from pathlib import Path

import msgspec

from reports.machine import Commit, Machine

DATA, PAGE = "models.json", "models.html"


class Cell(msgspec.Struct, frozen=True):
    """One promise on one model: the gravest outcome of its scenarios, and how many of them were proven."""

    verdict: str
    proven: int
    scenarios: int


class Column(msgspec.Struct, frozen=True):
    """One model: what was shown on it and the page of its own report, or the `reason` why it has none."""

    id: str
    sentence: str = ""
    page: str = ""
    reason: str = ""
    good: bool = False


class Promise(msgspec.Struct, frozen=True):
    """One requirement, with a cell for each model in their order; None where nothing was asked of it."""

    id: str
    text: str
    cells: list[Cell | None]


class Matrix(msgspec.Struct):
    """What a check of several models found; `started` in seconds since the epoch."""

    sentence: str
    command: str
    started: float
    seconds: float
    machine: Machine
    commit: Commit
    models: list[Column]
    promises: list[Promise]

    @property
    def is_good(self) -> bool:
        """Whether a model ran, and everything that ran is good."""
        ran = [model for model in self.models if model.page]
        return bool(ran) and all(model.good for model in ran)


def read(out: Path) -> Matrix | None:
    """The table that the last check of several models left in `out`; None where there is none to be read."""
    try:
        return msgspec.json.decode((out / DATA).read_bytes(), type=Matrix)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
