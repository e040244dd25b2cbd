"""Seeds a defect in this process the moment its target is imported, before anybody else has seen it."""

import importlib.util
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from reports.mutation import defects, marks
from reports.mutation.defects import Defect

REFUSED = 70


class Arming(MetaPathFinder):
    """Finds one module as everybody else would, and has it broken when it has been loaded."""

    def __init__(self, defect: Defect) -> None:
        self._defect = defect

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The target's own spec with a loader that seeds the defect; None for every other module."""
        if fullname != self._defect.target:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def load_and_seed(module: ModuleType) -> None:
            load(module)
            _seed(self._defect)

        spec.loader.exec_module = load_and_seed  # type: ignore[method-assign]
        return spec


def arm(path: Path) -> None:
    """Wait for the target of the mutant at `path`; a mutant that can't be read ends the process."""
    try:
        sys.meta_path.insert(0, Arming(defects.read(path)))
    except Exception:
        _refuse(path.stem)


def _seed(defect: Defect) -> None:
    try:
        defect.seed()
        marks.leave("seeded", defect.target)
    except Exception:
        _refuse(defect.name)


def _refuse(name: str) -> None:
    """A process that should have been broken and isn't must not look like one that survived."""
    reason = traceback.format_exc()
    print(f"mutant {name} could not be applied\n{reason}", file=sys.stderr, flush=True)
    marks.leave("failed", reason.strip().splitlines()[-1])
    os._exit(REFUSED)
