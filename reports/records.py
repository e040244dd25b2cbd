"""What a run leaves, as data: one record a feature, scenario and step, and the outcomes they can have.

The formatter writes these as JSON lines; the report reads them back. A scenario's address is its
`location`, `features/isolation/agents.feature:12`; a row of an outline has the row's line.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

Evidence = dict[str, Any]


class Outcome(StrEnum):
    """What the report says of a scenario. Only `proven` is green."""

    PROVEN = "proven"
    BROKEN = "broken"
    GAP = "known gap"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"


class Table(msgspec.Struct, frozen=True):
    """A step's data table: `headings` and `rows` of equally many cells."""

    headings: list[str]
    rows: list[list[str]]


class Attachment(msgspec.Struct, frozen=True):
    """What a step attached with behave's `context.attach`: text, or base64 where it is not UTF-8."""

    mime_type: str
    data: str
    base64: bool = False


class Step(msgspec.Struct):
    """One step as it ran; `status` is behave's name, `pattern` and `definition` are empty where undefined."""

    keyword: str
    text: str
    location: str
    status: str = "untested"
    seconds: float = 0.0
    pattern: str = ""
    definition: str = ""
    docstring: str | None = None
    table: Table | None = None
    error: str = ""
    traceback: str = ""
    attachments: list[Attachment] = []


class Scenario(msgspec.Struct, tag="scenario", tag_field="record"):
    """One scenario, or one row of an outline, with everything that was said and recorded about it.

    `status` is behave's, `outcome` the report's; `reason` says why a scenario that proves nothing does so.
    `tags` include those of its rule and feature; `started` is seconds since the epoch, 0 where it never ran.
    """

    location: str
    feature: str
    title: str
    keyword: str = "Scenario"
    rule: str = ""
    prose: str = ""
    tags: list[str] = []
    steps: list[Step] = []
    selected: bool = True
    status: str = "untested"
    outcome: Outcome = Outcome.NOT_RUN
    reason: str = ""
    started: float = 0.0
    seconds: float = 0.0
    error: str = ""
    output: str = ""
    evidence: list[Evidence] = []

    @property
    def requirements(self) -> list[str]:
        """The requirement ids it proves, from its `@req.<id>` tags."""
        return [tag.removeprefix("req.") for tag in self.tags if tag.startswith("req.")]

    @property
    def gap(self) -> str:
        """The name of the known gap it shows, or nothing."""
        return next((tag.removeprefix("gap.") for tag in self.tags if tag.startswith("gap.")), "")

    def evidence_of(self, kind: str) -> list[Evidence]:
        """What was recorded of one kind, oldest first."""
        return [entry for entry in self.evidence if entry["kind"] == kind]


class Rule(msgspec.Struct):
    """A rule's title and the prose under it."""

    title: str
    prose: str = ""
    location: str = ""


class Feature(msgspec.Struct, tag="feature", tag_field="record"):
    """A feature file, finished or only planned. `error` is that of its own hooks."""

    file: str
    title: str
    prose: str = ""
    tags: list[str] = []
    rules: list[Rule] = []
    scenarios: list[Scenario] = []
    status: str = "untested"
    seconds: float = 0.0
    error: str = ""
    evidence: list[Evidence] = []


class Started(msgspec.Struct, tag="started", tag_field="record"):
    """A scenario has begun; without its record to follow, it died."""

    location: str
    title: str
    at: float

    @property
    def feature(self) -> str:
        """The feature file it stands in."""
        return self.location.rpartition(":")[0]


class Closed(msgspec.Struct, tag="closed", tag_field="record"):
    """The run ended in order; `evidence` is what was recorded outside any feature."""

    evidence: list[Evidence] = []
    aborted: bool = False


Record = Scenario | Feature | Started | Closed

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


def encode(record: Record) -> str:
    """One record as one line of JSON, with its line end."""
    return _encoder.encode(record).decode() + "\n"


def decode(line: str | bytes) -> Record:
    """One line of JSON as its record; raises msgspec.ValidationError where it is none."""
    return _decoder.decode(line)


def junit_document(file: str) -> str:
    """The name of the JUnit file behave writes of a feature file that it was given by its path."""
    return f"TESTS-{'.'.join(Path(file).with_suffix('').parts)}.xml"
