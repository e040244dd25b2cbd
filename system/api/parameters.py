"""What the parameters of every API have in common."""

from collections.abc import Iterable
from typing import TypeVar

from system.errors import RequestError

Number = TypeVar("Number", int, float)


def given(value: Number | None, default: Number) -> Number:
    """What the caller says, else the model's own default."""
    return default if value is None else value


def check_names(names: Iterable[str], place: str) -> None:
    """Raises RequestError where two tools have one name; `place` is the parameter of tool `{index}`."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            raise RequestError(f"two tools are named {name!r}", param=place.format(index=index))
        seen.add(name)
