"""A model directory that takes another's place."""

import shutil
from pathlib import Path

CARD = "README.md"
WRITTEN = (CARD, "known_problems.toml")
"""What people write about a model; it stays when the model is made anew."""


def swap_in(fresh: Path, target: Path) -> None:
    """Put `fresh` in `target`'s place: a reader finds the old one or the new one, or for an instant none."""
    for name in WRITTEN:
        if (target / name).exists():
            shutil.copyfile(target / name, fresh / name)
    former = target.with_name(f".{target.name}.old")
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.rename(former)
    fresh.rename(target)
    shutil.rmtree(former, ignore_errors=True)
