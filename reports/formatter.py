"""Records a behave run as JSON lines, one record a feature and scenario, as each of them ends.

`behave -f reports.formatter:AssayFormatter -o run.ndjson` writes a file; the sharded run gives each of its
processes a pipe. A scenario is written when the next one starts or its feature ends: only then are its hooks
and cleanups over.
"""

import base64
import time

from behave import model
from behave.configuration import Configuration
from behave.formatter.base import Formatter, StreamOpener

from reports import described, evidence, records


class AssayFormatter(Formatter):  # type: ignore[misc]  # behave has no types
    """behave's formatter interface, writing `reports.records`."""

    name = "assay"
    description = "Records for the Assay report, as JSON lines"

    def __init__(self, stream_opener: StreamOpener, config: Configuration) -> None:
        super().__init__(stream_opener, config)
        self._stream = self.open()
        self._feature: model.Feature | None = None
        self._selected: dict[str, bool] = {}
        self._written: set[str] = set()
        self._running: model.Scenario | None = None
        self._step: model.Step | None = None
        self._started = 0.0

    def feature(self, feature: model.Feature) -> None:
        """A feature begins; what this run asks of it is settled before any hook can change it."""
        self._feature = feature
        self._written = set()
        self._selected = {
            str(scenario.location): described.is_selected(scenario, self.config)
            for scenario in feature.walk_scenarios()
        }

    def scenario(self, scenario: model.Scenario) -> None:
        """A scenario begins, and the one before it is over."""
        self._finish_scenario()
        self._running, self._started = scenario, time.time()
        if self._selected.get(str(scenario.location), True):
            self._write(records.Started(str(scenario.location), scenario.name, self._started))

    def step(self, step: model.Step) -> None:
        """A step is announced; it is read when its scenario is over."""

    def match(self, match: object) -> None:
        """A step begins: attachments belong to the first one without a result."""
        steps = self._running.all_steps if self._running else ()
        self._step = next((step for step in steps if step.status == "untested"), None)

    def result(self, step: model.Step) -> None:
        """A step has ended; its result is read when its scenario is over."""
        self._step = None

    def embedding(self, mime_type: str, data: bytes | str) -> None:
        """Something was attached; outside a step it has no place and is left to `reports.evidence`."""
        holder = self._step or self._running
        attached = getattr(holder, "assay_attachments", [])
        holder.assay_attachments = [*attached, _attachment(mime_type, data)]  # type: ignore[union-attr]

    def eof(self) -> None:
        """The feature is over: whatever of it was never started is written as what it is."""
        self._finish_scenario()
        if self._feature is None:
            return
        for scenario in self._feature.walk_scenarios():
            if str(scenario.location) not in self._written:
                self._write_scenario(scenario, started=0.0)
        self._write(described.feature(self._feature))
        self._feature = None

    def close(self) -> None:
        """The run is over."""
        self.eof()
        self._write(records.Closed(evidence.evidence_of(self.config)))
        super().close()

    def _finish_scenario(self) -> None:
        if self._running is not None:
            self._write_scenario(self._running, self._started)
        self._running = self._step = None

    def _write_scenario(self, scenario: model.Scenario, started: float) -> None:
        location = str(scenario.location)
        record = described.scenario(scenario, selected=self._selected.get(location, True))
        record.started = started
        self._written.add(location)
        self._write(record)

    def _write(self, record: records.Record) -> None:
        self._stream.write(records.encode(record))
        self._stream.flush()


def _attachment(mime_type: str, data: bytes | str) -> records.Attachment:
    raw = data.encode() if isinstance(data, str) else data
    try:
        return records.Attachment(mime_type, raw.decode())
    except UnicodeDecodeError:
        return records.Attachment(mime_type, base64.b64encode(raw).decode(), base64=True)
