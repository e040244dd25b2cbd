"""Processes that a measurement owns: started in a session of their own, waited for by event, always ended."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec
import psutil

from system.errors import BenchError

TAIL_LINES = 30
T = TypeVar("T")


class OwnedProcess:
    """A command run as a process of its own; Ctrl+C on the terminal reaches its owner, not it.

    Lines of its stdout are waited for with a deadline; the tail of its stderr goes into every error.
    """

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, ready_words: str = ""
    ) -> None:
        self.name = name
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._tail: deque[str] = deque(maxlen=TAIL_LINES)
        self._ready_words = ready_words
        self._ready = threading.Event()
        self.started = time.perf_counter()
        self._popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=read, daemon=True) for read in (self._read_lines, self._read_log)
        ]
        for reader in self._readers:
            reader.start()

    def _read_lines(self) -> None:
        for line in self._popen.stdout or ():
            self._lines.put(line)
        self._lines.put(None)

    def _read_log(self) -> None:
        for line in self._popen.stderr or ():
            self._tail.append(line.rstrip())
            if self._ready_words and self._ready_words in line:
                self._ready.set()
        self._ready.set()

    @property
    def pid(self) -> int:
        return self._popen.pid

    def line(self, timeout_seconds: float) -> str:
        """The next line of stdout. Raises BenchError when the process ends or the time is over."""
        try:
            line = self._lines.get(timeout=timeout_seconds)
        except queue.Empty:
            raise BenchError(self.story(f"said nothing in {timeout_seconds:.0f} s")) from None
        if line is None:
            raise BenchError(self.story(f"ended with status {self._popen.wait()}"))
        return line

    def logged(self, timeout_seconds: float) -> None:
        """Returns once its log has had the ready words; raises BenchError as `line` does."""
        if not self._ready.wait(timeout_seconds):
            raise BenchError(self.story(f"was not ready in {timeout_seconds:.0f} s"))
        if self._popen.poll() is not None:
            raise BenchError(self.story(f"ended with status {self._popen.returncode}"))

    def story(self, what: str) -> str:
        """What happened, with the end of what the process had to say."""
        return "\n".join([f"{self.name} {what}; its last lines:", *(f"  {line}" for line in self._tail)])

    def end(self, timeout_seconds: float = 30) -> None:
        """Ends it as an operator would (SIGTERM), and its whole group by force when that does not help."""
        if self._popen.poll() is None:
            self._popen.terminate()
        try:
            self._popen.wait(timeout_seconds)
        except subprocess.TimeoutExpired:
            self._tail.append(f"(did not end on SIGTERM in {timeout_seconds:.0f} s and was killed)")
        finally:
            _kill_group(self._popen.pid)
            self._popen.wait()
        for thread in self._readers:
            thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


class Peer(OwnedProcess):
    """A process of ours that answers each JSON line with one, and leaves when its input ends."""

    def ask(self, question: object, answer: type[T], timeout_seconds: float = 600) -> T:
        """Raises BenchError when the process ends, or takes longer."""
        line = msgspec.json.encode(question).decode()
        try:
            print(line, file=self._popen.stdin, flush=True)
        except BrokenPipeError:
            raise BenchError(self.story("ended")) from None
        return msgspec.json.decode(self.line(timeout_seconds), type=answer)


def module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module with this Python."""
    return [sys.executable, "-m", name, *arguments]


def _kill_group(group: int) -> None:
    """Whatever is left of a session whose leader has ended, or will not."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def peak_bytes(pid: int) -> int:
    """The largest resident size a running process has had; where the system does not say, what it is now."""
    status = Path(f"/proc/{pid}/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(psutil.Process(pid).memory_info().rss)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listening(port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
