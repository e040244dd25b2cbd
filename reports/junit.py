"""JUnit files: behave writes one for each feature that ran; they are checked against the records, and merged.

Two counters that share no code have to agree, or the run fails: a report that miscounts is worse than none.
"""

from collections.abc import Mapping
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from reports import records
from reports.records import Outcome
from reports.results import Counts, Results


def merged(results: Results, documents: Mapping[str, Path]) -> tuple[JUnitXml, list[str]]:
    """One document for the whole run, and where it and the records disagree.

    `documents` names the file behave wrote for each feature file that ran to its end. Known gaps become
    skipped, because they are expected; scenarios without a case of their own (not run, or their process died)
    are added from the records.
    """
    document, problems = JUnitXml(), list[str]()
    for feature in results.features:
        if feature.file in documents:
            suite = _suite_in(documents[feature.file])
            problems += _differences(suite, feature)
            document.add_testsuite(_judged(suite, feature))
        else:
            document.add_testsuite(_suite_of(feature))
    document.update_statistics()  # type: ignore[no-untyped-call]
    return document, problems + _total_difference(document, results)


def counts(document: JUnitXml) -> Counts:
    """The document's own totals, errors counted as failures."""
    failed = document.failures + document.errors
    return Counts(document.tests - failed - document.skipped, failed, document.skipped)


def _suite_in(path: Path) -> TestSuite:
    document = JUnitXml.fromfile(str(path))
    return document if isinstance(document, TestSuite) else next(iter(document))


def _differences(suite: TestSuite, feature: records.Feature) -> list[str]:
    """Behave's count of a feature against the records' count of behave's statuses."""
    failed = sum(_has_failed(scenario) for scenario in feature.scenarios)
    skipped = sum(scenario.status in ("skipped", "untested") for scenario in feature.scenarios)
    recorded = Counts(len(feature.scenarios) - failed - skipped, failed, skipped)
    junit_failed = suite.failures + suite.errors
    junit = Counts(suite.tests - junit_failed - suite.skipped, junit_failed, suite.skipped)
    return [] if recorded == junit else [f"{feature.file}: {recorded} here, but {junit} in JUnit"]


def _has_failed(scenario: records.Scenario) -> bool:
    return scenario.status not in ("passed", "skipped", "untested")


def _judged(suite: TestSuite, feature: records.Feature) -> TestSuite:
    """The suite with the report's outcomes: known gaps skipped, gaps that closed failed."""
    for case, scenario in zip(suite, feature.scenarios, strict=False):
        if scenario.outcome is Outcome.GAP:
            case.result = [Skipped(f"known gap: {scenario.reason}")]
        elif scenario.outcome is Outcome.BROKEN and scenario.status == "passed":
            case.result = [Failure(scenario.reason)]
        elif scenario.outcome in (Outcome.NOT_APPLICABLE, Outcome.NOT_RUN):
            case.result = [Skipped(f"{scenario.outcome}: {scenario.reason}")]
    suite.update_statistics()  # type: ignore[no-untyped-call]
    return suite


def _suite_of(feature: records.Feature) -> TestSuite:
    suite = TestSuite(f"{feature.file}.{feature.title}")
    suite.add_testcases([_case_of(feature, scenario) for scenario in feature.scenarios])
    return suite


def _case_of(feature: records.Feature, scenario: records.Scenario) -> TestCase:
    case = TestCase(scenario.title, feature.title, scenario.seconds)
    if scenario.outcome is Outcome.BROKEN:
        case.result = [Error(scenario.error or scenario.reason)]
    elif scenario.outcome is not Outcome.PROVEN:
        case.result = [Skipped(f"{scenario.outcome}: {scenario.reason}")]
    return case


def _total_difference(document: JUnitXml, results: Results) -> list[str]:
    found = counts(document)
    return [] if found == results.counts else [f"the report counts {results.counts}, but JUnit {found}"]
