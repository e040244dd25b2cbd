"""What is known to be wrong with a model's answers: said beside the model, and worked around nowhere.

`known_problems.toml` lies in the model's directory, a table for each problem:

    [counts-repetitions]
    what = "one sentence a user can read"
    since = 2026-11-20
    evidence = "how it was seen, so that it can be seen again"
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = "known_problems.toml"


@dataclass(frozen=True, slots=True)
class Problem:
    """One of them; `since` is the day it was first seen, as YYYY-MM-DD."""

    name: str
    what: str
    since: str
    evidence: str


def known_problems(directory: Path) -> list[Problem]:
    """The known problems of the model in a directory, by name. Raises OSError, ValueError or KeyError."""
    file = directory / FILE
    tables = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return [
        Problem(name, str(table["what"]), str(table["since"]), str(table["evidence"]))
        for name, table in sorted(tables.items())
    ]
