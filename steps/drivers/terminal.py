"""A command in a terminal of its own: what a person would see, and Ctrl+C as a person presses it."""

import contextlib
import errno
import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
import threading
from types import TracebackType
from typing import Self

import psutil

from steps.drivers.commands import Run, command, environment
from steps.drivers.deadlines import START_SECONDS, STOP_SECONDS, DeadlineError
from steps.drivers.process import is_alive_in

ROWS, COLUMNS = 40, 100
CTRL_C = b"\x03"


class Terminal:
    """One command that runs in a pseudo-terminal, leader of a session that the terminal controls."""

    def __init__(self, line: str, **variables: str) -> None:
        self._mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._popen = subprocess.Popen(
            command(line),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment({"TERM": "xterm-256color", **variables}),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(theirs)
        self._seen = bytearray()
        self._arrived = threading.Condition()
        self._is_over = False
        self.pieces: list[bytes] = []
        """What was shown, in the pieces in which it came."""
        self._session = psutil.Process(self._popen.pid)
        self._children: dict[int, psutil.Process] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def text(self) -> str:
        """Everything that was shown so far, with what steers the terminal."""
        return self._seen.decode(errors="replace").replace("\r\n", "\n")

    def until(self, words: str, seconds: float = START_SECONDS) -> None:
        """Wait until `words` have been shown; DeadlineError shows what was instead."""
        with self._arrived:
            self._arrived.wait_for(lambda: words in self.text or self._is_over, seconds)
        if words not in self.text:
            raise DeadlineError(f"Waited for {words!r} in the terminal, which shows: {self.text[-2000:]!r}")
        self._note_children()

    def press_ctrl_c(self) -> None:
        """The key that interrupts: the kernel sends SIGINT to the terminal's foreground group."""
        self._note_children()
        os.write(self._mine, CTRL_C)

    def ended(self, seconds: float = START_SECONDS) -> Run:
        """The finished run; all that was shown stands as its stdout."""
        try:
            exit_code = self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise DeadlineError(f"The command did not end in {seconds:g} s: {self.text[-2000:]!r}") from None
        self._reader.join(STOP_SECONDS)
        return Run(exit_code, self.text, "")

    def left(self) -> list[str]:
        """The processes that the command had started and has left running."""
        running = [process for process in self._children.values() if process.is_running()]
        alive = [process for process in running if process.status() != psutil.STATUS_ZOMBIE]
        return [f"process {process.pid} is still there: {process.cmdline()}" for process in alive]

    @property
    def children(self) -> list[psutil.Process]:
        """The processes that it was seen to have started."""
        return [*self._children.values()]

    def kill_command(self) -> None:
        """SIGKILL for the command itself, and for nothing that it started."""
        self._note_children()
        self._popen.kill()
        self._popen.wait(STOP_SECONDS)

    def close(self) -> None:
        """End whatever is left of it, and let the terminal go."""
        for process in [*self._children.values(), *_members(self._popen.pid)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if self._popen.poll() is None:
            self._popen.send_signal(signal.SIGKILL)
        self._popen.wait(STOP_SECONDS)
        self._reader.join(STOP_SECONDS)
        os.close(self._mine)

    def _note_children(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self._children |= {child.pid: child for child in self._session.children(recursive=True)}

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._mine, 4096)
            except OSError as error:
                if error.errno != errno.EIO:  # EIO: nobody has the other side open any more
                    raise
                piece = b""
            with self._arrived:
                self._seen += piece
                self.pieces.append(piece)
                self._is_over = not piece
                self._arrived.notify_all()
            if not piece:
                return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def run_in_terminal(line: str, **variables: str) -> Run:
    """Run a command line in a terminal to its end."""
    with Terminal(line, **variables) as terminal:
        return terminal.ended()


def _take_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _members(group: int) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if is_alive_in(process, group)]
