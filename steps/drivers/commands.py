"""The `assay` command, run to its end."""

import json
import shlex
import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from steps.drivers.deadlines import START_SECONDS
from steps.drivers.process import COMMAND


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


def run(line: str) -> Run:
    """Run a command line that begins with `assay`; AssertionError where it begins with anything else."""
    name, *arguments = shlex.split(line)
    assert name == "assay", f"Only assay can be run, not {name}"
    finished = subprocess.run(
        [str(COMMAND), *arguments], capture_output=True, check=False, text=True, timeout=START_SECONDS
    )
    return Run(finished.returncode, finished.stdout, finished.stderr)
