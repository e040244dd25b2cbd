"""`assay run` as people and scripts use it: in terminals, in pipes, interrupted, killed."""

import os
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import psutil
from behave.runner import Context

from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, COMPLETIONS, Client
from steps.drivers.commands import Run, command, environment, run, run_unread
from steps.drivers.deadlines import START_SECONDS, STOP_SECONDS, DeadlineError, until
from steps.drivers.server import Server
from steps.drivers.terminal import Terminal

PRIVATE = 0o600
LONG = "Repeat: " + "a " * 200
"""An answer to this takes seconds, whether the model repeats it well or goes on until its limit."""


def home_of(context: Context) -> Path:
    """A home of this scenario's own, removed with it."""
    if "command_home" not in context.world.notes:
        folder = context.world.notes["command_home"] = Path(tempfile.mkdtemp(prefix="as-", dir="/tmp"))
        context.add_cleanup(shutil.rmtree, folder)
    home: Path = context.world.notes["command_home"]
    return home


def terminal_of(context: Context, line: str) -> Terminal:
    """A command that runs in a terminal of this scenario's, ended with it."""
    terminal = Terminal(f"{line} --home {home_of(context)}")
    context.add_cleanup(terminal.close)
    return terminal


def run_at_home(home: Path, line: str, *, is_read: bool = True) -> Run:
    """A command with a home of its own, whose output is read or not."""
    return (run if is_read else run_unread)(f"{line} --home {home}")


def run_every_way(server: Server, line: str) -> dict[str, Run]:
    """The same command whole, streaming, and for programs, each in a pipe."""
    ways = ("--no-stream", "--stream", "--json")
    return {way: run(f"{line} {way} --server {server.url}") for way in ways}


def pieces_in_terminal(server: Server, line: str, **variables: str) -> list[bytes]:
    """What a terminal is shown of a command, piece by piece."""
    with Terminal(f"{line} --server {server.url}", **variables) as terminal:
        terminal.ended()
        return [piece for piece in terminal.pieces if piece.strip()]


def pieces_in_pipe(server: Server, line: str) -> list[bytes]:
    """What comes out of a pipe that a command writes to: on Linux in the pieces in which it was written,
    elsewhere in those in which it could be read.
    """
    pieces: list[bytes] = []
    reading, writing = _pipe()
    with (
        os.fdopen(reading, "rb", buffering=0) as output,
        subprocess.Popen(
            command(f"{line} --server {server.url}"), stdout=writing, env=environment({})
        ) as running,
    ):
        os.close(writing)
        while not pieces or pieces[-1]:
            ready, _, _ = select.select([output], [], [], START_SECONDS)
            if not ready:
                running.kill()
                raise DeadlineError(f"{line} wrote nothing for {START_SECONDS:g} s after {pieces}")
            pieces.append(output.read(4096))
    assert running.returncode == 0, f"{line} ended with {running.returncode}"
    return [piece for piece in pieces if piece.strip()]


def run_left_alone(server: Server, line: str) -> Run:
    """A command whose reader leaves with the first letter of what it says, as `| head -c 1` does."""
    with _running(f"{line} --server {server.url}") as running:
        assert running.stdout is not None
        first = running.stdout.read(1)
        running.stdout.close()
        _, stderr = running.communicate()
    return Run(running.returncode, first, stderr)


def run_interrupted(home: Path, line: str) -> Run:
    """A command that gets SIGINT, it alone, as soon as it has started a process of its own."""
    with _running(f"{line} --home {home}") as running:
        until(psutil.Process(running.pid).children, bool, "the command to start something")
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate()
    return Run(running.returncode, stdout, stderr)


@contextmanager
def _running(line: str) -> Iterator[subprocess.Popen[str]]:
    """A command that is killed where it has not ended by itself in time."""
    process = subprocess.Popen(
        command(line),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment({}),
    )
    end = Timer(START_SECONDS, process.kill)
    end.start()
    try:
        with process:
            yield process
    finally:
        end.cancel()


def _pipe() -> tuple[int, int]:
    """A pipe's ends; one of Linux keeps what was written together apart from what was written next."""
    return os.pipe2(os.O_DIRECT | os.O_CLOEXEC) if sys.platform == "linux" else os.pipe()


def wire_answer(client: Client, said: str, parameters: dict[str, Any], first: str | None = None) -> Answer:
    """The server's own answer to one message, and to what it was told `first` in the system's name."""
    before = [] if first is None else [{"role": "system", "content": first}]
    messages = [*before, {"role": "user", "content": said}]
    return client.answer(CHAT, {"model": "default", "messages": messages, **parameters})


def wire_text(client: Client, said: str, parameters: dict[str, Any], first: str | None = None) -> str:
    """Its text."""
    return str(wire_answer(client, said, parameters, first).text)


def continuation(client: Client, prompt: str | list[int], parameters: dict[str, Any]) -> str:
    """How the server goes on from a prompt as it is."""
    answer = client.answer(COMPLETIONS, {"model": "default", "prompt": prompt, **parameters})
    return str(answer.text)


def text_of(client: Client, ids: list[int]) -> str:
    """What tokens say, by the server's own echo of them before the token that it adds."""
    echoed = client.answer(
        COMPLETIONS, {"model": "default", "prompt": ids, "echo": True, "max_tokens": 1, "temperature": 0}
    )
    added = continuation(client, ids, {"max_tokens": 1, "temperature": 0})
    return str(echoed.text).removesuffix(added)


def kill_outright(terminal: Terminal) -> None:
    """SIGKILL for the command alone, once it answers, and wait until what it started has gone."""
    terminal.kill_command()
    psutil.wait_procs(terminal.children, STOP_SECONDS)


def readable_by_others(home: Path) -> list[str]:
    """The files of kept conversations that somebody else could read; AssertionError where none is kept."""
    files = [*(home / "conversations").iterdir()]
    assert files, f"Nothing of the conversation is kept in {home}"
    return [str(file) for file in files if stat.S_IMODE(file.stat().st_mode) != PRIVATE]
