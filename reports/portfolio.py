"""Which models a check of the portfolio runs on, as the `assay` command lists them on this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

COMMAND = Path(sys.executable).with_name("assay")
LISTING_SECONDS = 120.0
CUT_ANYWHERE = "KVCache"
"""The one kind of cache of a model whose layers can all be cut at a token."""
ALL, DISCOVERED = "all", "discovered"


class Model(msgspec.Struct, frozen=True):
    """A model by its id; `reason` says why it can't run here, None where it can.

    Agents of a model that `shares` reuse the beginnings that they have in common.
    """

    id: str
    path: str
    bundled: bool
    tools: bool
    reasons: bool
    shares: bool
    reason: str | None = None

    def userdata(self) -> list[str]:
        """What a run of the suite is told to serve it.

        >>> Model("sea", "/sea", bundled=False, tools=True, reasons=True, shares=False).userdata()
        ['model=/sea', 'without=plain,beginnings']
        """
        made_for = {"tools": self.tools, "plain": not self.reasons, "beginnings": self.shares}
        lacking = [tag for tag, able in made_for.items() if not able]
        return [f"model={self.path}", *([f"without={','.join(lacking)}"] if lacking else [])]


class UnknownModelError(Exception):
    """A name that no model of this machine has, or a listing that failed."""


def chosen(wanted: Sequence[str]) -> list[Model]:
    """The models that are meant: by name, `discovered` (those that are not Assay's own) or `all`.

    Raises UnknownModelError naming those that there are.
    """
    models = {model.id: model for model in _listed()}
    found: dict[str, Model] = {}
    for name in wanted:
        if name in (ALL, DISCOVERED):
            found |= {each.id: each for each in models.values() if name == ALL or not each.bundled}
        elif name in models:
            found[name] = models[name]
        else:
            raise UnknownModelError(f"there is no model {name!r}: choose from {', '.join(models)}")
    return list(found.values())


def _listed() -> list[Model]:
    """Every model of this machine. Raises UnknownModelError with what the command said where it fails."""
    ran = subprocess.run(
        [str(COMMAND), "list", "--json"],
        capture_output=True,
        check=False,
        env=os.environ,
        text=True,
        timeout=LISTING_SECONDS,
    )
    if ran.returncode:
        raise UnknownModelError(f"the models of this machine can't be listed: {ran.stderr.strip()}")
    return [_model(each) for each in json.loads(ran.stdout)["data"]["models"]]


def _model(told: dict[str, object]) -> Model:
    return Model(
        id=str(told["id"]),
        path=str(told["path"]),
        bundled=told["origin"] == "bundled",
        tools=bool(told["tools"]),
        reasons=bool(told["reasoning"]),
        shares=told["cache_kinds"] in (None, [CUT_ANYWHERE]),
        reason=_reason(told["runs_here"], told["health"]),
    )


def _reason(runs: object, health: object) -> str | None:
    """Why it can't be asked: it does not run here, or is broken for chat, which the scenarios are made of."""
    reason = runs["reason"] if isinstance(runs, dict) else None
    faults = health["faults"] if isinstance(health, dict) else []
    return reason or "; ".join(faults) or None
