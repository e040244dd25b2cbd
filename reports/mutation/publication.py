"""What a verification leaves: verify.json, and a page beside the report."""

import shlex
import sys
import time
from collections import Counter
from pathlib import Path

import jinja2
import msgspec

from reports import page
from reports.machine import Commit, Machine, this_commit, this_machine
from reports.mutation.stubs import StubTrial
from reports.mutation.verdicts import Trial, Verdict
from reports.publication import OUT, VERIFICATION

PAGE = "verify.html"
GRAVEST_FIRST = (
    Verdict.SURVIVED,
    Verdict.WRONG_REASON,
    Verdict.NOT_APPLIED,
    Verdict.NOT_GREEN,
    Verdict.NOT_RUN,
    Verdict.KILLED,
)
# The report's own colours and marks.
SHOWN = {Verdict.KILLED: ("proven", "✓"), Verdict.NOT_RUN: ("unrun", "○"), Verdict.SURVIVED: ("broken", "✗")}
OTHERWISE = ("gap", "△")


class Verification(msgspec.Struct):
    """Every trial of a run; `started` in seconds since the epoch."""

    started: float
    command: str
    machine: Machine
    commit: Commit
    seconds: float = 0.0
    trials: list[Trial] = []
    stubs: list[StubTrial] = []
    interrupted: bool = False
    sentence: str = ""

    @property
    def is_good(self) -> bool:
        """Whether something was tried, every mutant was killed and no pretender got through."""
        killed = all(trial.verdict is Verdict.KILLED for trial in self.trials)
        tried = bool(self.trials or self.stubs)
        return tried and killed and all(stub.is_good for stub in self.stubs) and not self.interrupted


def begin(root: Path) -> Verification:
    """A verification in which nothing has been tried yet."""
    command = shlex.join(["assay", *sys.argv[1:]])
    return Verification(time.time(), command, this_machine(), this_commit(root))


def concluded(verification: Verification) -> Verification:
    """The gravest first, and everything in one sentence."""
    verification.trials.sort(key=lambda trial: (GRAVEST_FIRST.index(trial.verdict), trial.mutant))
    verification.seconds = time.time() - verification.started
    verification.sentence = _sentence(verification)
    return verification


def publish(verification: Verification, root: Path) -> Path:
    """Write both files to `reports/out`; the page's path."""
    out = root / OUT
    out.mkdir(parents=True, exist_ok=True)
    (out / VERIFICATION).write_bytes(msgspec.json.format(msgspec.json.encode(verification), indent=1))
    (out / PAGE).write_text(_render(verification))
    return out / PAGE


def _sentence(verification: Verification) -> str:
    counted = Counter(trial.verdict for trial in verification.trials)
    others = [f"{counted[verdict]} {verdict}" for verdict in GRAVEST_FIRST[:-1] if counted[verdict]]
    tried = len(verification.trials)
    noticed = [f"{counted[Verdict.KILLED]} of {tried} seeded defects were noticed"] if tried else []
    through = sum(len(stub.unexplained) for stub in verification.stubs)
    passes = f"{through} scenarios pass" if through else "nothing passes"
    pretended = f"{passes} unexplained on a server that only pretends"
    return ", ".join([*noticed, *others, *([pretended] if verification.stubs else [])])


def _render(verification: Verification) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(page.__file__).parent / "page"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(duration=page.duration, moment=page.moment, paragraphs=page.paragraphs)
    return environment.get_template("verify.html.j2").render(
        verification=verification, shown=lambda trial: SHOWN.get(trial.verdict, OTHERWISE)
    )
