"""What a mutant leaves behind as proof: that it was seeded in a process, that its code ran, or why neither.

A line of JSON for each, in the file that ASSAY_MUTANT_APPLIED names.
"""

import functools
import os
from pathlib import Path
from typing import Literal

import msgspec

MUTANT = "ASSAY_MUTANT"
APPLIED = "ASSAY_MUTANT_APPLIED"

Kind = Literal["seeded", "ran", "failed"]


class Mark(msgspec.Struct, frozen=True):
    """`detail` is the module that was broken, the function that ran, or what went wrong."""

    kind: Kind
    detail: str
    pid: int


def leave(kind: Kind, detail: str) -> None:
    """Add a mark. Raises OSError, or KeyError where nothing says where to."""
    line = msgspec.json.encode(Mark(kind, detail, os.getpid())) + b"\n"
    file = os.open(os.environ[APPLIED], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line)
    finally:
        os.close(file)


leave_once = functools.cache(leave)
"""The same, but only the first time in a process."""


def read(path: Path) -> list[Mark]:
    """Every mark in a file, oldest first; none where there is no file."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(line, type=Mark) for line in lines]
