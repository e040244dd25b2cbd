"""A model directory that takes another's place."""

import shutil
from pathlib import Path

CARD = "README.md"


def swap_in(fresh: Path, target: Path) -> None:
    """Put `fresh` in `target`'s place: a reader finds the old one or the new one, or for an instant none."""
    former = target.with_name(f".{target.name}.old")
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.rename(former)
    fresh.rename(target)
    shutil.rmtree(former, ignore_errors=True)
