'''A seeded defect: one small file that breaks the system in one place, as somebody might have by mistake.

"""What somebody got wrong, and whom it hurts."""

@defect("system.home", breaks=["PER-10"], noticed_by={"lifecycle/start [5]": "it ends with exit code"})
def seed() -> None:
    from system import home

    @replaces(home, "_lock")
    def lock(original: Any, path: Any) -> Any: ...
'''

import contextlib
import functools
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.mutation import marks

Seed = Callable[[], None]
Replacement = Callable[..., Any]


class GoneError(Exception):
    """What a defect is to be seeded in is not there any more, or takes other arguments than it did."""


@dataclass(frozen=True)
class Defect:
    """`target` is the module to break once it was imported; `breaks` are requirement ids.

    `noticed_by` gives the addresses of the scenarios that should notice, `folder/file [number] words of the
    title`, each with words of the sentence (or of the error after the last one) that has to fail.
    """

    target: str
    breaks: tuple[str, ...]
    noticed_by: Mapping[str, str]
    seed: Seed
    name: str
    story: str


def defect(target: str, *, breaks: Iterable[str], noticed_by: Mapping[str, str]) -> Callable[[Seed], Defect]:
    """Make a defect of the function that seeds it; name and story are its module's."""

    def describe(seed: Seed) -> Defect:
        module = inspect.getmodule(seed)
        name = seed.__module__.rpartition(".")[2]
        return Defect(target, tuple(breaks), noticed_by, seed, name, inspect.getdoc(module) or "")

    return describe


def replaces(owner: object, name: str) -> Callable[[Replacement], Replacement]:
    """Put a function in the place of the one of that name in a module or class.

    It is called with the original, then with what the original would get. A property is replaced by a
    function of the original getter and the object. Raises GoneError unless there is such a thing with
    these arguments.
    """

    def put(replacement: Replacement) -> Replacement:
        found = vars(owner).get(name)
        original = _function_of(found)
        if original is None:
            raise GoneError(f"{_name(owner)} has no function {name} any more")
        _check_arguments(original, replacement, f"{_name(owner)}.{name}")

        @functools.wraps(original)
        def broken(*given: object, **named: object) -> object:
            marks.leave_once("ran", name)
            with _told_if_outdated(replacement):
                result = replacement(original, *given, **named)
            return _awaited(result, replacement) if inspect.iscoroutine(result) else result

        kind: Any = type(found) if isinstance(found, property | classmethod | staticmethod) else None
        setattr(owner, name, kind(broken) if kind else broken)
        return replacement

    return put


def read(path: Path) -> Defect:
    """The defect that a file describes; nothing is seeded. Raises GoneError unless it describes one."""
    spec = importlib.util.spec_from_file_location(f"mutants.{path.stem}", path)
    if spec is None or spec.loader is None or not path.exists():
        raise GoneError(f"there is no mutant {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found = [value for value in vars(module).values() if isinstance(value, Defect)]
    if len(found) != 1:
        raise GoneError(f"{path} describes {len(found)} defects, not one")
    return found[0]


@contextlib.contextmanager
def _told_if_outdated(replacement: Replacement) -> Iterator[None]:
    """A replacement that uses what is not there any more breaks something else than it says: mark it so."""
    try:
        yield
    except (AttributeError, NameError, TypeError) as error:
        if traceback.extract_tb(error.__traceback__)[-1].filename == replacement.__code__.co_filename:
            marks.leave_once("failed", f"{type(error).__name__}: {error}")
        raise


async def _awaited(result: Coroutine[Any, Any, object], replacement: Replacement) -> object:
    with _told_if_outdated(replacement):
        return await result


def _check_arguments(original: Replacement, replacement: Replacement, place: str) -> None:
    wanted = list(inspect.signature(original).parameters)
    taken = list(inspect.signature(replacement).parameters)[1:]
    if taken != wanted:
        raise GoneError(f"{place} takes {wanted}, and its replacement {taken}")


def _function_of(found: object) -> Replacement | None:
    """The plain function behind what stands in a class or module; None where there is none."""
    if isinstance(found, property):
        found = found.fget
    elif isinstance(found, classmethod | staticmethod):
        found = found.__func__
    return found if inspect.isfunction(found) else None


def _name(owner: object) -> str:
    return str(getattr(owner, "__qualname__", getattr(owner, "__name__", owner)))
