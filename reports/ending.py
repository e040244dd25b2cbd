"""How a command of the suite ended: the `assay` command says it, or makes one envelope of it for programs."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ParamSpec

WRONG_USAGE = 2

Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True)
class Ending:
    """`data` is what was found; `failure` says what failed, `hint` what to do or where more is told.

    `told` is whether people have read of the failure in what the run itself printed.
    """

    data: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    failure: str = ""
    hint: str | None = None
    told: bool = False


class WrongUsageError(Exception):
    """What a command was asked can't be meant; `hint` says what to do where the message does not."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.ending = Ending(exit_code=WRONG_USAGE, failure=message, hint=hint)


def concluded(command: Callable[Given, Ending]) -> Callable[Given, Ending]:
    """The command, for which wrong usage is one more way to end."""

    @functools.wraps(command)
    def run(*given: Given.args, **named: Given.kwargs) -> Ending:
        try:
            return command(*given, **named)
        except WrongUsageError as error:
            return error.ending

    return run
