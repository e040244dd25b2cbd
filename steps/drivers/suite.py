"""The suite run by itself, on a scenario that starts a server, and interrupted as soon as it has."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

import psutil

from steps.drivers.deadlines import STOP_SECONDS
from steps.drivers.process import is_alive_in

ROOT = Path(__file__).parents[2]
SCENARIO = ("features/persistence/resuming.feature", "--name", "A restarted server gives")
STARTED = "Given a fresh server"


class InterruptedSuite:
    """A run of behave that was sent a signal; `exit_code` is how it ended, `server_pid` what it started."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-u", "-m", "behave", "--runner=behave.runner:Runner", "-f", "plain"]
        with subprocess.Popen(
            [*command, *SCENARIO],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as suite:
            assert suite.stdout is not None
            _read_until(STARTED, suite.stdout)
            (server,) = psutil.Process(suite.pid).children()
            self.server_pid = server.pid
            self.home = Path(server.cmdline()[-1])
            suite.send_signal(signal.Signals[name])
            suite.stdout.read()
            self.exit_code = suite.wait(STOP_SECONDS)

    def left(self) -> list[str]:
        """What the suite did not end or remove."""
        alive = [process for process in psutil.process_iter() if is_alive_in(process, self.server_pid)]
        processes = [f"process {process.pid} is still there" for process in alive]
        return [*processes, *([f"{self.home} is left"] if self.home.exists() else [])]


def _read_until(text: str, output: IO[str]) -> None:
    seen = []
    for line in output:
        if text in line:
            return
        seen.append(line)
    raise AssertionError(f"The suite ended before {text!r}: {''.join(seen)}")
