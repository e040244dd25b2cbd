"""What became of a mutant, judged by the marks it left and by the scenarios that ran against it."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from reports import records
from reports.mutation.defects import Defect
from reports.mutation.marks import Mark
from reports.records import Outcome

MESSAGE_LIMIT_CHARACTERS = 600


class Verdict(StrEnum):
    """Only `killed` is good."""

    KILLED = "killed"
    SURVIVED = "survived"
    WRONG_REASON = "wrong reason"
    NOT_APPLIED = "not applied"
    NOT_GREEN = "not green without it"
    NOT_RUN = "not run"


class Trial(msgspec.Struct, frozen=True):
    """A mutant and its verdict; `scenario`, `sentence` and `message` say what decided it."""

    mutant: str
    story: str
    requirements: tuple[str, ...]
    noticed_by: dict[str, str]
    verdict: Verdict
    scenario: str = ""
    location: str = ""
    sentence: str = ""
    message: str = ""
    seconds: float = 0.0


class Failure(msgspec.Struct, frozen=True):
    """Why a scenario failed: the sentence, the error, and whether that was an assertion."""

    sentence: str
    message: str
    asserted: bool


def judged(
    defect: Defect,
    words: dict[str, str],
    ran: Sequence[records.Scenario],
    marks: Sequence[Mark],
    problem: str,
) -> tuple[Verdict, str, records.Scenario | None]:
    """The verdict, its message, and the scenario that decided it; `words` give what has to fail where."""
    failed = [mark.detail for mark in marks if mark.kind == "failed"]
    if failed:
        return Verdict.NOT_APPLIED, failed[0], None
    if not any(mark.kind == "seeded" for mark in marks):
        return Verdict.NOT_APPLIED, f"no process imported {defect.target}", None
    broken = next((each for each in ran if each.outcome is Outcome.BROKEN), None)
    if broken is None:
        return _unnoticed(ran, marks, problem)
    failure = failure_of(broken)
    wanted = words.get(broken.location, "")
    good = failure.asserted and wanted in f"{failure.sentence}\n{failure.message}"
    return Verdict.KILLED if good else Verdict.WRONG_REASON, failure.message, broken


def failure_of(scenario: records.Scenario) -> Failure:
    """The first step that failed, or what went wrong after the last one."""
    for step in scenario.steps:
        if step.status not in ("passed", "skipped", "untested"):
            asserted = step.status == "failed"
            lines = step.error.strip().removeprefix("ASSERT FAILED:").strip()
            message = lines if asserted else lines.rpartition("\n")[2]  # the error below its traceback
            return Failure(f"{step.keyword} {step.text}", message[:MESSAGE_LIMIT_CHARACTERS], asserted)
    message = (scenario.error or scenario.reason or scenario.status).strip()
    return Failure("", message[:MESSAGE_LIMIT_CHARACTERS], "AssertionError" in message)


def _unnoticed(
    ran: Sequence[records.Scenario], marks: Sequence[Mark], problem: str
) -> tuple[Verdict, str, records.Scenario | None]:
    if problem:
        return Verdict.WRONG_REASON, problem, None
    if not any(each.outcome is Outcome.PROVEN for each in ran):
        return Verdict.NOT_RUN, "none of its scenarios ran to the end", None
    if not any(mark.kind == "ran" for mark in marks):
        return Verdict.SURVIVED, "its code was seeded and never ran", None
    return Verdict.SURVIVED, "every scenario that should notice it passed", None
