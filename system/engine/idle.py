"""What is done when there is nothing to do."""

import time
from collections.abc import Callable


class Idle:
    """Has `act` done once, each time that nothing was to be done for `seconds`.

    >>> now, done = [0.0], []
    >>> idle = Idle(5.0, lambda: done.append(now[0]), lambda: now[0])
    >>> idle.seconds_left()
    5.0
    >>> now[0] = 6.0
    >>> idle.look(), idle.look(), done, idle.seconds_left()
    (None, None, [6.0], None)
    """

    def __init__(
        self, seconds: float, act: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._act = act
        self._clock = clock
        self._due: float | None = clock() + seconds

    def note_work(self) -> None:
        """There was something to do; the wait begins anew."""
        self._due = self._clock() + self._seconds

    def seconds_left(self) -> float | None:
        """Until it is time; None once it was done."""
        return None if self._due is None else max(0.0, self._due - self._clock())

    def look(self) -> None:
        """Do it, if it is time."""
        if self._due is not None and self._clock() >= self._due:
            self._due = None
            self._act()
