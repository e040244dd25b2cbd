"""Small suites with known contents, run for real in a temporary folder, to hold the reports against."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cucumber_messages import Envelope, TestStepResultStatus, message_converter
from junitparser import JUnitXml

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "features" / "reports" / "samples"
SUFFIX = ".txt"  # Keeps behave from collecting a sample as a feature of this suite.
LIMIT_SECONDS = 60.0
FAILED = {TestStepResultStatus.failed, TestStepResultStatus.undefined}
BEHAVE_SETTINGS = '[tool.behave]\npaths = ["features"]\nrunner = "reports.runner:RecordingRunner"\n'


class SampleSuite:
    """One sample in `folder`; running it leaves `output` and `exit_code`, and its report beside it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder
        self.output = ""
        self.exit_code: int | None = None
        for source in (SAMPLES / name).rglob(f"*{SUFFIX}"):
            target = folder / source.relative_to(SAMPLES / name).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        (folder / "pyproject.toml").write_text(BEHAVE_SETTINGS)

    def run(self, module: str, *arguments: str) -> None:
        """Run `python -m module` in the sample's folder, with this project's code and at most a minute."""
        finished = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        self.output, self.exit_code = finished.stdout, finished.returncode

    def check(self, arguments: str) -> None:
        """Run `assay check` on the sample."""
        self.run("reports", "check", *shlex.split(arguments))

    def verify(self, arguments: str) -> None:
        """Run `assay verify` on the sample."""
        self.run("reports", "verify", *shlex.split(arguments))

    def behave(self, arguments: str) -> None:
        """Run plain behave on the sample."""
        self.run("behave", *shlex.split(arguments))

    def commit(self) -> None:
        """Make a repository of the sample, and a commit of all that is in it."""
        self._git("init", "--quiet")
        self._git("add", ".")
        who = ("-c", "user.name=Olive", "-c", "user.email=olive@example.org")
        self._git(*who, "commit", "--quiet", "--message", "Lay out the samples")

    def _git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def when_and_what(self) -> tuple[str, str]:
        """How the page must name the commit and the day of the run."""
        commit, today = self._git("rev-parse", "HEAD"), datetime.now(UTC)
        return f"at commit {commit[:10]}", f", on {today.day} {today:%B %Y}, "

    @property
    def messages_count(self) -> tuple[int, int, int]:
        """The scenarios that Cucumber Messages tell of, those that ran, and those with a step that failed."""
        lines = (self.folder / "reports/out/messages.ndjson").read_text().splitlines()
        told = [message_converter.from_dict(json.loads(line), Envelope) for line in lines]
        ended = [each.test_step_finished for each in told if each.test_step_finished]
        failed = {step.test_case_started_id for step in ended if step.test_step_result.status in FAILED}
        ran = [each for each in told if each.test_case_finished]
        return len([each for each in told if each.pickle]), len(ran), len(failed)

    @property
    def page(self) -> str:
        """The report's page as text."""
        return (self.folder / "reports/out/report.html").read_text()

    @property
    def report(self) -> Mapping[str, Any]:
        """The report's data."""
        return msgspec.json.decode((self.folder / "reports/out/report.json").read_bytes())  # type: ignore[no-any-return]

    @property
    def verdicts(self) -> dict[str, tuple[str, str]]:
        """What became of each mutant, and why."""
        verification = msgspec.json.decode((self.folder / "reports/out/verify.json").read_bytes())
        return {trial["mutant"]: (trial["verdict"], trial["message"]) for trial in verification["trials"]}

    @property
    def models(self) -> Mapping[str, Any]:
        """What the last check of several models left."""
        return msgspec.json.decode((self.folder / "reports/out/models.json").read_bytes())  # type: ignore[no-any-return]

    @property
    def table(self) -> list[dict[str, str]]:
        """For each promise, what it came to on each model that ran: `proven 1/1`."""
        ran = [(place, model["id"]) for place, model in enumerate(self.models["models"]) if model["page"]]
        return [
            {"promise": row["id"], **{name: _told(row["cells"][place]) for place, name in ran}}
            for row in self.models["promises"]
        ]

    @property
    def outcomes(self) -> dict[str, str]:
        """How many scenarios came to each outcome, as text."""
        return {outcome: str(count) for outcome, count in self.report["outcomes"].items()}

    @property
    def junit_counts(self) -> dict[str, int]:
        """What the JUnit file counts."""
        junit = JUnitXml.fromfile(str(self.folder / "reports/out/junit.xml"))
        failed = junit.failures + junit.errors
        return {"passed": junit.tests - failed - junit.skipped, "failed": failed, "skipped": junit.skipped}

    def scenarios(self, file_part: str) -> list[dict[str, str]]:
        """Title, outcome and reason of the scenarios of the files whose path contains the text."""
        features = self.report["results"]["features"]
        found = (
            each for feature in features if file_part in feature["file"] for each in feature["scenarios"]
        )
        return [{name: each.get(name, "") for name in ("title", "outcome", "reason")} for each in found]

    def files_saying(self, words: str) -> list[str]:
        """The names of the report's files that contain the words; AssertionError where there is no report."""
        files = sorted((self.folder / "reports/out").iterdir())
        assert files, "The run left no report"
        return [path.name for path in files if words in path.read_text()]


def _told(cell: Mapping[str, Any] | None) -> str:
    return "" if cell is None else f"{cell['verdict']} {cell['proven']}/{cell['scenarios']}"
