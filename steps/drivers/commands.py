"""The `assay` command, run to its end, its output in pipes."""

import json
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from steps.drivers.deadlines import START_SECONDS, STOP_SECONDS, DeadlineError
from steps.drivers.process import COMMAND
from steps.drivers.rights import held_to_modes

KEPT = ("ASSAY_MUTANT", "ASSAY_MUTANT_APPLIED")
HF_VARIABLES = {"HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}
NO_CACHE = {"HF_HUB_CACHE": "/nonexistent"}
"""What models the machine has that the suite runs on is no part of it."""


@dataclass(frozen=True)
class Run:
    """One finished run: its exit code and what it wrote."""

    exit_code: int
    stdout: str
    stderr: str

    @cached_property
    def json(self) -> dict[str, Any]:
        """Standard output as the one JSON object that it must be."""
        content: dict[str, Any] = json.loads(self.stdout)
        return content

    @property
    def models(self) -> dict[str, dict[str, Any]]:
        """The listed models by id."""
        return {model["id"]: model for model in self.json["data"]["models"]}


def run(line: str, *, stdin: str = "", cwd: str | Path | None = None, **variables: str) -> Run:
    """Run a command line that begins with `assay`; AssertionError where it begins with anything else.

    It runs in `cwd`, by default where no suite is, and may do what files' modes allow. `variables` are added
    to the environment, from which every setting of Assay's own is taken out.
    """
    finished = subprocess.run(
        [*held_to_modes(), *command(line)],
        input=stdin,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=START_SECONDS,
        env=environment(variables),
        cwd=cwd or tempfile.gettempdir(),
    )
    return Run(finished.returncode, finished.stdout, finished.stderr)


def run_long(line: str, seconds: float) -> Run:
    """The same, for a command that starts others and may take so long: then it is asked to end, with them."""
    with subprocess.Popen(
        command(line),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=environment({}),
        cwd=tempfile.gettempdir(),
    ) as process:
        try:
            return Run(*_ended(process, seconds))
        except subprocess.TimeoutExpired:
            process.terminate()
            *_, stderr = _ended(process, STOP_SECONDS)
            raise DeadlineError(f"Waited {seconds:g} s for {line!r} to end: {stderr[-2000:]}") from None


def _ended(process: subprocess.Popen[str], seconds: float) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=seconds)
    return process.returncode, stdout, stderr


def command(line: str) -> list[str]:
    """A command line's words, with the installed command for `assay`."""
    name, *arguments = shlex.split(line)
    assert name == "assay", f"Only assay can be run, not {name}"
    return [str(COMMAND), *arguments]


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The suite's own environment without settings, models or a say on colour and pipes, and `variables`."""
    left_out = {
        "NO_COLOR",
        "FORCE_COLOR",
        "PYTHONUNBUFFERED",
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_HOME",
    }
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in left_out and (name in KEPT or not name.startswith("ASSAY_"))
    }
    place = {} if HF_VARIABLES & variables.keys() else NO_CACHE
    return {**ours, **place, **variables}


def run_unread(line: str, **variables: str) -> Run:
    """Run a command line whose stdout is a pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        finished = subprocess.run(
            command(line),
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=subprocess.PIPE,
            check=False,
            encoding="utf-8",
            timeout=START_SECONDS,
            env=environment(variables),
        )
    finally:
        os.close(writer)
    return Run(finished.returncode, "", finished.stderr)


def completions(typed: str) -> list[str]:
    """What the command offers bash for a line that has been typed so far."""
    asked = {"_ASSAY_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    return run("assay", **asked).stdout.split()


def helps() -> dict[str, str]:
    """The help of every command and sub-command, by its words."""
    found: dict[str, str] = {}
    waiting = ["assay"]
    while waiting:
        words = waiting.pop()
        found[words] = run(f"{words} --help").stdout
        _, _, below = found[words].partition("─ Commands ─")
        waiting += [f"{words} {name}" for name in re.findall(r"^│ ([a-z]+) ", below, re.MULTILINE)]
    return found
