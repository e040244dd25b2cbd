"""The models of one person's machine, for a scenario that has a Hugging Face cache or a folder of its own."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from behave.runner import Context

from steps.drivers.hub import Hub
from steps.drivers.model import bundled_model

NOTHING = ""


def hub_of(context: Context, below: str = "hub") -> Hub:
    """The scenario's own Hugging Face cache, removed with it."""
    if "hub" not in context.world.notes:
        hub = context.world.notes["hub"] = Hub(_folder(), below)
        context.world.afterwards.callback(hub.close)
    found: Hub = context.world.notes["hub"]
    return found


def folder_of(context: Context, below: str) -> Path:
    """A folder of the scenario's own with the bundled model somewhere below it, removed with it."""
    folder = _folder()
    context.add_cleanup(shutil.rmtree, folder)
    shutil.copytree(bundled_model().path, folder / below)
    return folder


def differences(models: Mapping[str, dict[str, Any]], expected: Sequence[Mapping[str, str]]) -> list[str]:
    """What a list of models says otherwise than rows of `model`, `health`, `runs here` and `because`.

    A reason has to hold the words of `because`; where there are none, there is no reason.
    """
    wrong = [_difference(models.get(row["model"]), row) for row in expected]
    return [sentence for sentence in wrong if sentence]


def _difference(found: dict[str, Any] | None, row: Mapping[str, str]) -> str:
    if found is None:
        return f"{row['model']} is not listed"
    reason = found["runs_here"]["reason"] or NOTHING
    said = (found["health"]["status"], "yes" if found["runs_here"]["answer"] else "no")
    agrees = row["because"] in reason if row["because"] else reason == NOTHING
    if said == (row["health"], row["runs here"]) and agrees:
        return ""
    return f"{row['model']} is said to be {said[0]} and to run: {said[1]}, because: {reason or 'nothing'}"


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="as-", dir="/tmp")).resolve()
