"""Writes a run's results for people and for tools: the page, JSON, JUnit and Cucumber Messages."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from reports import cucumber, junit, matrix, page, requirements
from reports.records import Outcome
from reports.results import Publication, Results, Verified

OUT = Path("reports/out")
PAGE, DATA, JUNIT, MESSAGES = "report.html", "report.json", "junit.xml", "messages.ndjson"
VERIFICATION = "verify.json"


def publish(results: Results, documents: Mapping[str, Path], root: Path, where: Path = OUT) -> Publication:
    """Write the four files to `where` below `root` and return what they say.

    `documents` are the JUnit files behave wrote, by feature file. Where they and the records disagree, the
    run has one more problem, which is in everything that is written.
    """
    merged, differences = junit.merged(results, documents)
    results.problems.extend(differences)
    _explain_gaps(results, root / "features" / "gaps.yaml")
    catalogue = root / "features" / "requirements.yaml"
    published = Publication(
        sentence=page.sentence(results),
        counts=results.counts,
        outcomes={str(outcome): count for outcome, count in results.outcomes.items()},
        junit=junit.counts(merged),
        results=results,
        requirements=requirements.rows(requirements.load(catalogue), results.scenarios),
        to_come=requirements.areas_to_come(catalogue),
        verified=_verified(root) if where == OUT else None,
        models=matrix.read(root / OUT) if where == OUT else None,
    )
    out = root / where
    out.mkdir(parents=True, exist_ok=True)
    merged.write(str(out / JUNIT), pretty=True)
    (out / MESSAGES).write_text("".join(cucumber.messages(results, root)))
    (out / DATA).write_bytes(msgspec.json.format(msgspec.json.encode(published), indent=1))
    (out / PAGE).write_text(page.render(published))
    return published


def _verified(root: Path) -> Verified | None:
    """What the last verification left beside the report; None where there was none, or another version's."""
    path = root / OUT / VERIFICATION
    try:
        return msgspec.json.decode(path.read_bytes(), type=Verified)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _explain_gaps(results: Results, catalogue: Path) -> None:
    """Put the catalogued reason in place of a gap's name."""
    gaps = requirements.load_gaps(catalogue)
    for scenario in results.scenarios:
        if scenario.outcome is Outcome.GAP and scenario.gap in gaps:
            gap = gaps[scenario.gap]
            scenario.reason = f"{gap['reason']} Known since {gap['since']}."


def seconds_before(root: Path) -> dict[str, float]:
    """What each feature file took in the last published run that ran it; empty where there was none."""
    path = root / OUT / DATA
    if not path.exists():
        return {}
    try:
        last = msgspec.json.decode(path.read_bytes(), type=Publication)
    except msgspec.DecodeError:
        return {}  # A report of another version: its durations are only hints.
    ran = (feature for feature in last.results.features if feature.seconds)
    return {feature.file: feature.seconds for feature in ran}


def rebuild(root: Path) -> Publication | None:
    """Write the last published run anew, with what was found since of mutants and models; None without a run.

    Raises msgspec.DecodeError for a `report.json` that another version wrote.
    """
    data = root / OUT / DATA
    if not data.exists():
        return None
    published = msgspec.json.decode(data.read_bytes(), type=Publication)
    published.verified, published.models = _verified(root), matrix.read(root / OUT)
    data.write_bytes(msgspec.json.format(msgspec.json.encode(published), indent=1))
    (root / OUT / PAGE).write_text(page.render(published))
    return published
