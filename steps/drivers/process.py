"""A server process that the suite owns: its group, its outputs, its end."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from steps.drivers.deadlines import START_SECONDS, STOP_SECONDS, DeadlineError
from steps.drivers.logs import ProcessLog
from steps.drivers.rights import held_to_modes

LISTENING = re.compile(r"^assay: listening on (http://\S+)$")
COMMAND = Path(sys.executable).with_name("assay")


class ServerProcess:
    """One run of `assay serve`, in a process group of its own, with both outputs captured in `folder`.

    It reads what files' modes allow, as anybody's does, also where the suite runs as root.
    """

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.started_at = time.monotonic()
        self._popen = subprocess.Popen(
            [*held_to_modes(), str(COMMAND), "serve", *arguments],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._popen.stdout is not None
        assert self._popen.stderr is not None
        self.pid = self._popen.pid
        self.output = ProcessLog(self._popen.stdout, folder / "stdout.log")
        self.log = ProcessLog(self._popen.stderr, folder / "stderr.log")
        self.url = ""
        self.was_ended = False

    def wait_until_listening(self, seconds: float = START_SECONDS) -> float:
        """Seconds from the start to the line that says where it listens; DeadlineError shows the log."""
        try:
            self.url = self.output.until(self._address, seconds, "the line `assay: listening on URL`")
        except DeadlineError as error:
            raise DeadlineError(f"{error}\n{self.log.tail(30)}") from None
        return time.monotonic() - self.started_at

    def _address(self) -> str | None:
        return next((m[1] for line in self.output.lines if (m := LISTENING.match(line))), None)

    @property
    def is_running(self) -> bool:
        return self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        """The exit status, negative for the signal that ended it; None while it runs."""
        return self._popen.poll()

    def signal(self, which: signal.Signals) -> None:
        """Send a signal to the server itself, not to its engine."""
        self._popen.send_signal(which)

    def kill(self) -> None:
        """SIGKILL for the whole group at once: what a power cut leaves."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait(STOP_SECONDS)
        self.was_ended = True
        psutil.wait_procs(self.members(), STOP_SECONDS)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """The exit status, once the server has ended and all that it started has closed its outputs."""
        try:
            status = self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise DeadlineError(f"Waited {seconds:g} s for the server to end.\n{self.log.tail(30)}") from None
        self.log.wait_closed(seconds)
        self.was_ended = True
        return status

    def members(self) -> list[psutil.Process]:
        """Every live process of the group: the server, its engine, and whatever else they started."""
        return [process for process in psutil.process_iter() if is_alive_in(process, self.pid)]

    def programs(self) -> list[psutil.Process]:
        """The members but for the server that run a program of their own already."""
        server = _command(psutil.Process(self.pid))
        return [each for each in self.members() if _command(each) not in ([], server)]

    def addresses(self) -> list[str]:
        """The addresses that the group's processes listen on."""
        sockets = [entry for process in self.members() for entry in process.net_connections("inet")]
        return sorted({entry.laddr.ip for entry in sockets if entry.status == psutil.CONN_LISTEN})

    def peers(self) -> set[int]:
        """The ports at the other ends of the group's connections."""
        sockets = [entry for process in self.members() for entry in process.net_connections("inet")]
        return {entry.raddr.port for entry in sockets if entry.raddr}

    def leftovers(self) -> list[str]:
        """What the ended server left running or listening, one sentence each."""
        left = [f"process {process.pid} is still there" for process in self.members()]
        return [*left, f"{self.url} still accepts connections"] if self._port_is_open() else left

    def _port_is_open(self) -> bool:
        address = urlsplit(self.url)
        if address.port is None:
            return False
        return port_is_open(address.hostname or "", address.port)


def port_is_open(host: str, port: int) -> bool:
    """Whether anything accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, port)) == 0


def _command(process: psutil.Process) -> list[str]:
    """The words it was started with; none once it has ended."""
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


def is_alive_in(process: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False
