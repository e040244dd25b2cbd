"""A server of one's own for one command: `assay serve` in a child process, on a free loopback port."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from system.cli.output import CommandError

START_SECONDS = 400.0
"""More than the server gives its engine to connect and to load."""
END_SECONDS = 30.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOT_PASSED_ON = {
    "ASSAY_API_KEYS",
    "ASSAY_API_KEYS_FILE",
    "ASSAY_ADMIN_KEY",
    "ASSAY_KEYS_FILE",
    "ASSAY_ALLOWED_ORIGINS",
    "ASSAY_REQUESTS_PER_MINUTE",
    "ASSAY_TOKENS_PER_MINUTE",
    "ASSAY_CONCURRENT_REQUESTS",
    "ASSAY_HOST",
    "ASSAY_PORT",
}
"""Who may use this server is no question: it is on loopback, for this one command."""
LOCKED = "home_locked"


@contextmanager
def local_server(model: str, home: Path) -> Iterator[str]:
    """The URL of a server that serves `model` until the block is left, which leaves no process behind.

    Raises CommandError with the server's own reason where it can't start.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    options = ["--model", model, "--home", str(home), "--host", "127.0.0.1", "--port", "0"]
    server = subprocess.Popen(
        [sys.executable, "-m", "system.cli.child", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        yield _url(server)
    finally:
        _end(server)


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end what runs in the block as Ctrl+C does: with everything that it started."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    heeded = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _url(server: subprocess.Popen[bytes]) -> str:
    """What the server's envelope says; it prints one as soon as it listens, or can't."""
    assert server.stdout is not None  # noqa: S101
    ready, _, _ = select.select([server.stdout], [], [], START_SECONDS)
    line = server.stdout.readline() if ready else b""
    if not line:
        how = "ended" if ready else f"did not listen within {START_SECONDS:g} s"
        raise CommandError(f"the server {how}", hint="`assay serve` shows its log")
    envelope = json.loads(line)
    if envelope["status"] == "ok":
        return str(envelope["data"]["url"])
    error = envelope["error"]
    hint = "or use that server, with --server" if error["code"] == LOCKED else error["hint"]
    raise CommandError(error["message"], code=error["code"], hint=hint)


def _end(server: subprocess.Popen[bytes]) -> None:
    """In order, and for certain; a second Ctrl+C does not keep it from that."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        server.terminate()
        server.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        pass  # it is killed below, with all that it started
    finally:
        _kill_group(server.pid)
        server.wait()
        for pipe in (server.stdin, server.stdout):
            if pipe is not None:
                pipe.close()
        for number, handler in before.items():
            signal.signal(number, handler)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return
