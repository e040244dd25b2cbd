"""Packages that take seconds to import: the first scenario that uses one imports it, not every process."""

import importlib.util
import sys
from types import ModuleType


def on_use(name: str) -> ModuleType:
    """The package, whose own code runs once something of it is asked for; ModuleNotFoundError if not there.

    >>> on_use("colorsys").ONE_SIXTH == 1 / 6
    True
    """
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
