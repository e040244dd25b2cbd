"""Schemathesis, which none of us wrote, makes requests up from the OpenAPI document and judges the answers.

It runs as its own command in a folder of its own, deterministic, and with every check that it has; what
a check can't decide of an operation stands in `schemathesis.toml`.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("schemathesis")
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
GLOBAL = ("--config-file", str(CONFIGURATION), "--no-color")
DEADLINE_SECONDS = 300
GENERATED = re.compile(r"^\s*([\d,]+) generated", re.MULTILINE)
FOLLOWED = re.compile(r"API Links: +([\d,]+) covered")
FAILURES = re.compile(r"=+ (FAILURES|ERRORS) =+")


@dataclass(frozen=True)
class Fuzzing:
    """One finished run."""

    exit_code: int
    output: str

    @property
    def requests(self) -> int:
        """How many requests it made up; 0 where it does not say."""
        return self._count(GENERATED)

    @property
    def links(self) -> int:
        """How many of the document's links it followed; 0 where it does not say."""
        return self._count(FOLLOWED)

    @property
    def findings(self) -> str:
        """What it found, in its own words; empty where it found nothing."""
        if self.exit_code == 0:
            return ""
        start = FAILURES.search(self.output)
        return self.output[start.start() if start else 0 :]

    def _count(self, said: re.Pattern[str]) -> int:
        found = said.search(self.output)
        return int(found[1].replace(",", "")) if found else 0


def bounds(path: str | None = None) -> list[str]:
    """Every value at and just beyond a documented bound, of the operations at `path`, or of all."""
    return ["--phases", "coverage", *(["--include-path", path] if path else [])]


def random_requests(count: int) -> list[str]:
    """`count` made-up requests of each operation."""
    return ["--phases", "fuzzing", "--max-examples", str(count)]


def sequences(count: int) -> list[str]:
    """So many sequences of requests, each going on with what an answer before it links to."""
    return ["--phases", "stateful", "--max-examples", str(count)]


def log_ins(key: str) -> list[str]:
    """A few requests of each operation with the key, without it, and with a wrong one."""
    checks = ["--checks", "ignored_auth,not_a_server_error,status_code_conformance"]
    return ["--phases", "fuzzing", "--max-examples", "2", *checks, "--header", f"Authorization: Bearer {key}"]


def fuzz(url: str, options: Sequence[str]) -> Fuzzing:
    """Run the fuzzer against a server to its end."""
    fixed = ["--generation-deterministic", "--no-shrink", "--continue-on-failure", "--warnings", "off"]
    with tempfile.TemporaryDirectory(prefix="assay-fuzzing-") as folder:
        finished = subprocess.run(
            [str(COMMAND), *GLOBAL, "run", f"{url}/openapi.json", *fixed, *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=DEADLINE_SECONDS,
        )
    return Fuzzing(finished.returncode, finished.stdout)
