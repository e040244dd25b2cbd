"""What a process writes, kept in a file and in memory, line by line as it comes."""

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any, TypeVar

from steps.drivers.deadlines import EVENT_SECONDS, DeadlineError

T = TypeVar("T")

LOG_SECONDS = 0.001
"""As exactly as the log dates its records."""


class ProcessLog:
    """One output of one process, read by a thread of its own until nobody holds its other end any more."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._read, name=f"log {path.name}", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._stream, self._path.open("ab") as copy:
            for line in self._stream:
                copy.write(line)
                copy.flush()
                with self._changed:
                    self._lines.append(line.decode(errors="replace").rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def lines(self) -> list[str]:
        """Every line so far."""
        with self._changed:
            return list(self._lines)

    def tail(self, count: int = 60) -> str:
        """The last `count` lines."""
        return "\n".join(self.lines[-count:])

    def records(self) -> list[dict[str, Any]]:
        """Every line as the JSON object that it must be; AssertionError names the first that is none."""
        return [_object(line) for line in self.lines if line.strip()]

    def told(self, event: str, times: int = 1) -> list[dict[str, Any]]:
        """The records of an event, as soon as there are so many; raises DeadlineError."""

        def found() -> list[dict[str, Any]]:
            return [record for record in self.records() if record.get("event") == event]

        self.until(lambda: len(found()) >= times, EVENT_SECONDS, f"the log to tell of {event!r}")
        return found()

    def values(self, event: str, name: str) -> list[Any]:
        """What every record of an event says under a name."""
        return [record[name] for record in self.records() if record.get("event") == event]

    def seconds_between(self, one: str, other: str) -> list[float]:
        """From each record of one event to that of the other which belongs to it, as the log dates them."""
        begun, ended = (map(datetime.fromisoformat, self.values(event, "time")) for event in (one, other))
        return [(end - begin).total_seconds() for begin, end in zip(begun, ended, strict=True)]

    def until(self, holds: Callable[[], T | None], seconds: float, what: str) -> T:
        """What `holds` returns once it is true, asked again at each new line; DeadlineError names `what`."""
        deadline = time.monotonic() + seconds
        while True:
            seen, closed = self._seen()
            if value := holds():
                return value
            if closed or not self._wait_past(seen, deadline):
                reason = "the process closed its output" if closed else f"{seconds:g} s passed"
                raise DeadlineError(f"Waited for {what}: {reason}.\n{self.tail(20)}")

    def wait_closed(self, seconds: float) -> bool:
        """Whether every process that could write here has gone within `seconds`."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _seen(self) -> tuple[int, bool]:
        with self._changed:
            return len(self._lines), self._closed

    def _wait_past(self, seen: int, deadline: float) -> bool:
        with self._changed:
            remaining = max(0.0, deadline - time.monotonic())
            return self._changed.wait_for(lambda: self._closed or len(self._lines) > seen, remaining)


def _object(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError:
        raise AssertionError(f"A log line is not JSON: {line!r}") from None
    assert isinstance(record, dict), f"A log line is not a JSON object: {line!r}"
    return record
