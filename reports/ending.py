"""How a command of the suite ended, for programs: the `assay` command makes one envelope of it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ending:
    """`data` is what was found; of a failure, `failure` says what, and `hint` where more is told."""

    data: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    failure: str = ""
    hint: str | None = None
