"""The suite run by itself, on a scenario that starts a server, and interrupted as soon as it has."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from steps.drivers.deadlines import START_SECONDS, STOP_SECONDS, until
from steps.drivers.process import is_alive_in, port_is_open

ROOT = Path(__file__).parents[2]
PARTS = ("features", "steps", "environment.py", "pyproject.toml")
FEATURE = "features/persistence/resuming.feature"
READY_SECONDS = 3 * START_SECONDS
"""Two processes load all steps, one after the other, before anything of `assay check` starts a server."""
TITLE = "A restarted server gives"
RUNNERS = {
    "behave": ("behave", "--runner=behave.runner:Runner"),
    "assay check": ("reports", "check"),
}


class InterruptedSuite:
    """A run in a folder of its own that was sent a signal when its server listened.

    `exit_code` is how it ended, `left` what it did not end or remove: a sentence each.
    """

    def __init__(self, runner: str, name: str) -> None:
        with tempfile.TemporaryDirectory(prefix="assay-") as folder:
            for part in PARTS:
                (Path(folder) / part).symlink_to(ROOT / part)
            with _started(runner, Path(folder)) as suite:
                family, server = _wait_for_a_server(suite, Path(folder) / "output.log")
                home, ports = _home_of(server), _ports_of(server)
                suite.send_signal(signal.Signals[name])
                self.exit_code = suite.wait(STOP_SECONDS)
        self.left = [
            *_survivors(family, server.pid),
            *([f"{home.parent} is left"] if home.parent.exists() else []),
            *(f"port {port} still accepts connections" for port in ports if port_is_open("127.0.0.1", port)),
        ]


@contextmanager
def _started(runner: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A suite that runs; whatever it is used for, it has ended afterwards."""
    lines = (ROOT / FEATURE).read_text().splitlines()
    (line,) = (number for number, text in enumerate(lines, start=1) if TITLE in text)
    with (folder / "output.log").open("wb") as output:
        suite = subprocess.Popen(
            [sys.executable, "-m", *RUNNERS[runner], f"{FEATURE}:{line}"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield suite
    finally:
        suite.terminate()
        suite.wait(STOP_SECONDS)


def _wait_for_a_server(
    suite: subprocess.Popen[bytes], output: Path
) -> tuple[list[psutil.Process], psutil.Process]:
    """All that the suite has started by the time that its server listens, and that server."""

    def look() -> tuple[list[psutil.Process], list[psutil.Process]]:
        assert suite.poll() is None, f"The suite ended before it had a server: {output.read_text()}"
        family = psutil.Process(suite.pid).children(recursive=True)
        return family, [process for process in family if _serves(process)]

    family, (server,) = until(
        look, lambda seen: bool(seen[1]), "the suite's server", every_seconds=0.05, seconds=READY_SECONDS
    )
    return family, server


def _serves(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return "serve" in process.cmdline() and bool(_ports_of(process))
    return False


def _ports_of(process: psutil.Process) -> list[int]:
    sockets = process.net_connections("inet")
    return [entry.laddr.port for entry in sockets if entry.status == psutil.CONN_LISTEN]


def _home_of(server: psutil.Process) -> Path:
    said = server.cmdline()
    return Path(said[said.index("--home") + 1])


def _survivors(family: list[psutil.Process], group: int) -> list[str]:
    """What is still there of a suite's processes, which are then killed: nobody else will."""
    strays = [process for process in psutil.process_iter() if is_alive_in(process, group)]
    alive = {process.pid: process for process in [*family, *strays] if _is_alive(process)}
    for process in alive.values():
        process.kill()
    return [f"process {pid} is still there" for pid in alive]


def _is_alive(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.is_running() and bool(process.status() != psutil.STATUS_ZOMBIE)
    return False
