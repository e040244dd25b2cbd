"""One run of the suite as `assay check` makes it: planned, sharded, watched and published."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from reports import plan, publication, results, shards
from reports.progress import Watch


@dataclass
class Check:
    """How runs are made; `findings` of the lint belong to each of them. Once interrupted, none follows."""

    console: Console
    root: Path
    jobs: int
    limit_seconds: float
    findings: list[str] = field(default_factory=list)
    interrupted: bool = False

    def run(self, selection: plan.Selection, out: Path) -> results.Publication | None:
        """Run a selection and publish it in `out`; None where nothing is selected.

        Raises behave's ParserError for a feature it can't read, InvalidFilenameError and FileNotFoundError.
        """
        planned = plan.make(selection, publication.seconds_before(self.root))
        if not planned.selected:
            return None
        watch = Watch(planned, self.console)
        with tempfile.TemporaryDirectory(prefix="assay-") as folder:
            crew = shards.Crew(
                jobs=self.jobs,
                arguments=selection.arguments(),
                folder=Path(folder),
                limit_seconds=self.limit_seconds,
                on_record=watch.see,
            )
            collected, documents = _run(planned, crew, watch, selection.userdata)
            self.interrupted = self.interrupted or collected.interrupted
            collected.findings = self.findings
            return publication.publish(collected, documents, self.root, out)


def _run(
    planned: plan.Plan, crew: shards.Crew, watch: Watch, userdata: Sequence[str]
) -> tuple[results.Results, dict[str, Path]]:
    """Run a plan in sight of the console; its results, and behave's JUnit file of each feature file."""
    started = time.time()
    with watch:
        left = asyncio.run(crew.run(planned))
    command = ["assay", *sys.argv[1:]]
    collected = results.collect(planned, left, command=command, userdata=userdata, started=started)
    if crew.interrupted:
        collected.interrupted = True
        collected.problems.append("the run was interrupted")
    return collected, shards.junit_documents(left)
