"""How long the suite waits for a thing to happen before it says that the thing did not happen."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

START_SECONDS = 60.0
STOP_SECONDS = 45.0
ANSWER_SECONDS = 60.0
EVENT_SECONDS = 30.0


class DeadlineError(AssertionError):
    """Something that was waited for did not come; the message says what, and what came instead."""


T = TypeVar("T")


def until(
    look: Callable[[], T],
    wanted: Callable[[T], bool],
    what: str,
    every_seconds: float = 0.005,
    seconds: float = EVENT_SECONDS,
) -> T:
    """Look again and again until something is as wanted; what was seen then. Raises DeadlineError."""
    deadline = time.monotonic() + seconds
    while not wanted(seen := look()):
        if time.monotonic() > deadline:
            raise DeadlineError(f"Waited {seconds:g} s for {what}, and saw {seen}")
        threading.Event().wait(every_seconds)
    return seen
