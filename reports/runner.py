"""Plain `behave`, as `[tool.behave]` sets it up: it runs as ever, and leaves the report of `assay check`."""

import copy
import sys
import tempfile
import time
from pathlib import Path

from behave import model
from behave.configuration import Configuration
from behave.formatter.base import StreamOpener
from behave.reporter.junit import JUnitReporter
from behave.runner import Runner

from reports import lint, plan, publication, records, results
from reports.formatter import AssayFormatter
from reports.records import junit_document
from reports.shards import Result


class RecordingRunner(Runner):  # type: ignore[misc]  # behave has no types
    """behave's runner with a recorder beside its formatters; it says nothing of a dry run."""

    def run_model(self, features: list[model.Feature] | None = None) -> bool:
        """Run the features, then write the report and say where; True where something failed.

        The lint looks at the whole tree, whatever was selected: with findings no run counts as good.
        """
        if self.config.dry_run:
            return bool(super().run_model(features))
        started = time.time()
        with tempfile.TemporaryDirectory(prefix="assay-") as folder:
            recorded = Path(folder) / "records.ndjson"
            reporter = FeatureJUnit(self.config, Path(folder))
            opener = StreamOpener(str(recorded), encoding="UTF-8")
            self.formatters.append(AssayFormatter(opener, self.config))
            self.config.reporters.append(reporter)
            failed = bool(super().run_model(features))
            published = self._publish(_results_in(recorded), reporter.documents(), started)
        return failed or bool(published.results.problems or published.results.findings)

    def _publish(self, left: list[Result], documents: dict[str, Path], started: float) -> results.Publication:
        root = Path.cwd()
        planned = plan.Plan(plan.tree(set()), [])
        command = ["behave", *sys.argv[1:]]
        userdata = [f"{name}={value}" for name, value in self.config.userdata_defines or ()]
        collected = results.collect(planned, left, command=command, userdata=userdata, started=started)
        if self.aborted:
            collected.interrupted = True
            collected.problems.append("behave gave up before the end")
        collected.findings = [str(finding) for finding in lint.findings(root, loaded=True)]
        published = publication.publish(collected, documents, root)
        for wrong in [*collected.findings, *collected.problems]:
            print(f"problem: {wrong}")
        print(f"report: {root / publication.OUT / publication.PAGE}")
        return published


class FeatureJUnit(JUnitReporter):  # type: ignore[misc]  # behave has no types
    """behave's JUnit reporter in a folder of its own, with file names that keep every feature apart."""

    def __init__(self, config: Configuration, folder: Path) -> None:
        own = copy.copy(config)
        own.junit_directory, own.show_skipped = str(folder), True
        super().__init__(own)
        self._folder = folder
        self._files: list[str] = []

    def feature(self, feature: model.Feature) -> None:
        """Write a feature that has run."""
        self._files.append(feature.filename)
        super().feature(feature)

    def make_feature_filename(self, feature: model.Feature) -> str:
        """A name from the whole path; behave's own leaves out the folder it was started with."""
        return junit_document(feature.filename).removeprefix("TESTS-").removesuffix(".xml")

    def documents(self) -> dict[str, Path]:
        """The file written for each feature file."""
        written = {file: self._folder / junit_document(file) for file in self._files}
        return {file: path for file, path in written.items() if path.exists()}


def _results_in(path: Path) -> list[Result]:
    """The records of one behave process, as if each feature file had been a process of its own."""
    read = [records.decode(line) for line in path.read_bytes().splitlines()]
    closed = [record for record in read if isinstance(record, records.Closed)]
    by_file: dict[str, list[records.Record]] = {}
    for record in read:
        if isinstance(record, records.Scenario | records.Feature):
            file = record.feature if isinstance(record, records.Scenario) else record.file
            by_file.setdefault(file, [*closed]).append(record)
    return [
        Result([plan.File(file, (file,), 0, 0.0, alone=False)], path.parent, recorded)
        for file, recorded in by_file.items()
    ]
