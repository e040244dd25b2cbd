"""A run as Cucumber Messages, one JSON envelope a line, for any tool that reads them.

Sources, documents and pickles come from Cucumber's own parser and compiler, and are joined with the records
by file and line. Schema: https://github.com/cucumber/messages.
"""

import json
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cucumber_messages as cm
from gherkin.ast_builder import AstBuilder
from gherkin.errors import CompositeParserException
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from gherkin.stream.id_generator import IdGenerator

from reports import records
from reports.records import Outcome
from reports.results import Results

RUN_ID = "run"
HOOK_ID = "scenario-hooks"
STATUSES = {
    "passed": cm.TestStepResultStatus.passed,
    "skipped": cm.TestStepResultStatus.skipped,
    "untested": cm.TestStepResultStatus.skipped,
    "undefined": cm.TestStepResultStatus.undefined,
    "pending": cm.TestStepResultStatus.pending,
}


def messages(results: Results, root: Path) -> Iterator[str]:
    """The run's envelopes as lines, in the order the protocol asks for."""
    run = results.run
    started, finished = _moment(run.started), _moment(run.started + run.seconds)
    success = results.is_good
    yield _line(cm.Envelope(meta=_meta(results)))
    pickles: dict[str, dict[str, Any]] = {}
    ids = IdGenerator()
    for feature in results.features:
        yield from _documents(feature, root, ids, pickles)
    yield from _definitions(results)
    yield _line(cm.Envelope(test_run_started=cm.TestRunStarted(timestamp=started, id=RUN_ID)))
    for scenario in results.scenarios:
        if scenario.selected and scenario.started and scenario.location in pickles:
            yield from _case(scenario, pickles[scenario.location])
    ended = cm.TestRunFinished(success=success, timestamp=finished, test_run_started_id=RUN_ID)
    yield _line(cm.Envelope(test_run_finished=ended))


def _line(envelope: cm.Envelope) -> str:
    return json.dumps(cm.message_converter.to_dict(envelope), ensure_ascii=False) + "\n"


def _meta(results: Results) -> cm.Meta:
    return cm.Meta(
        protocol_version=version("cucumber-messages"),
        implementation=cm.Product(name="behave", version=version("behave")),
        runtime=cm.Product(name=platform.python_implementation(), version=results.run.machine.python),
        os=cm.Product(name=results.run.machine.system),
        cpu=cm.Product(name=platform.machine()),
    )


def _documents(
    feature: records.Feature, root: Path, ids: IdGenerator, pickles: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """A feature's source, document and pickles; the pickles are also left in `pickles` by location."""
    text = (root / feature.file).read_text()
    media_type = cm.SourceMediaType.text_x_cucumber_gherkin_plain
    yield _line(cm.Envelope(source=cm.Source(data=text, media_type=media_type, uri=feature.file)))
    try:
        document: dict[str, Any] = {**Parser(AstBuilder(ids)).parse(text), "uri": feature.file}
    except CompositeParserException as error:  # behave reads some files that Cucumber does not
        yield _line(cm.Envelope(parse_error=cm.ParseError(str(error), _source(f"{feature.file}:1"))))
        return
    yield json.dumps({"gherkinDocument": document}, ensure_ascii=False) + "\n"
    for pickle in Compiler(ids).compile(document):  # type: ignore[arg-type]
        pickles[f"{feature.file}:{pickle['location']['line']}"] = dict(pickle)
        yield json.dumps({"pickle": pickle}, ensure_ascii=False) + "\n"


def _definitions(results: Results) -> Iterator[str]:
    """Every step definition that a recorded step used, and the one hook that stands for behave's."""
    patterns = {
        step.definition: step.pattern
        for scenario in results.scenarios
        for step in scenario.steps
        if step.definition
    }
    for location, pattern in sorted(patterns.items()):
        expression = cm.StepDefinitionPattern(pattern, cm.StepDefinitionPatternType.cucumber_expression)
        yield _line(cm.Envelope(step_definition=cm.StepDefinition(location, expression, _source(location))))
    yield _line(cm.Envelope(hook=cm.Hook(id=HOOK_ID, source_reference=_source("environment.py:1"))))


def _source(location: str) -> cm.SourceReference:
    uri, _, line = location.rpartition(":")
    return cm.SourceReference(uri=uri, location=cm.Location(line=int(line)))


def _case(scenario: records.Scenario, pickle: dict[str, Any]) -> Iterator[str]:
    case_id, attempt_id = f"case {scenario.location}", f"attempt {scenario.location}"
    steps = [*_steps(scenario, pickle), cm.TestStep(id=f"{scenario.location} hooks", hook_id=HOOK_ID)]
    case = cm.TestCase(case_id, pickle_id=pickle["id"], test_steps=steps, test_run_started_id=RUN_ID)
    yield _line(cm.Envelope(test_case=case))
    began = cm.TestCaseStarted(0, attempt_id, case_id, _moment(scenario.started))
    yield _line(cm.Envelope(test_case_started=began))
    results = [_result(scenario, step) for step, _ in _paired(scenario, pickle)] + [_hooks_result(scenario)]
    at = scenario.started
    for test_step, result in zip(steps, results, strict=True):
        yield _line(cm.Envelope(test_step_started=cm.TestStepStarted(attempt_id, test_step.id, _moment(at))))
        at += result.duration.seconds + result.duration.nanos / 1e9
        ended = cm.TestStepFinished(attempt_id, test_step.id, result, _moment(at))
        yield _line(cm.Envelope(test_step_finished=ended))
    yield from _attachments(scenario, attempt_id)
    over = cm.TestCaseFinished(attempt_id, _moment(at), will_be_retried=False)
    yield _line(cm.Envelope(test_case_finished=over))


def _steps(scenario: records.Scenario, pickle: dict[str, Any]) -> list[cm.TestStep]:
    return [
        cm.TestStep(
            id=f"{scenario.location} {number}",
            pickle_step_id=pickled["id"],
            step_definition_ids=[step.definition] if step.definition else [],
            step_match_arguments_lists=[cm.StepMatchArgumentsList([])] if step.definition else [],
        )
        for number, (step, pickled) in enumerate(_paired(scenario, pickle), start=1)
    ]


def _paired(scenario: records.Scenario, pickle: dict[str, Any]) -> list[tuple[records.Step, dict[str, Any]]]:
    """Steps with their pickled ones; Cucumber leaves the background out where a scenario has nothing else."""
    return list(zip(scenario.steps, pickle["steps"], strict=False))


def _result(scenario: records.Scenario, step: records.Step) -> cm.TestStepResult:
    status = STATUSES.get(step.status, cm.TestStepResultStatus.failed)
    if scenario.outcome is Outcome.GAP and status is cm.TestStepResultStatus.failed:
        status = cm.TestStepResultStatus.skipped  # Expected, so it does not fail the run there either.
    return cm.TestStepResult(_duration(step.seconds), status, message=step.error or None)


def _hooks_result(scenario: records.Scenario) -> cm.TestStepResult:
    """What hooks, cleanups and the end of a process did to a scenario whose steps all went well."""
    at_fault = scenario.outcome is Outcome.BROKEN and not any(
        step.status in ("failed", "error", "undefined", "pending", "hook_error") for step in scenario.steps
    )
    status = cm.TestStepResultStatus.failed if at_fault else cm.TestStepResultStatus.passed
    message = scenario.error or scenario.reason or scenario.status if at_fault else None
    return cm.TestStepResult(_duration(0), status, message=message)


def _attachments(scenario: records.Scenario, attempt_id: str) -> Iterator[str]:
    for entry in scenario.evidence:
        body = json.dumps(entry, ensure_ascii=False)
        yield _attachment(body, "application/json", cm.AttachmentContentEncoding.identity, attempt_id)
    for step in scenario.steps:
        for attached in step.attachments:
            encodings = cm.AttachmentContentEncoding
            encoding = encodings.base64 if attached.base64 else encodings.identity
            yield _attachment(attached.data, attached.mime_type, encoding, attempt_id)


def _attachment(body: str, media_type: str, encoding: cm.AttachmentContentEncoding, attempt_id: str) -> str:
    attachment = cm.Attachment(body, encoding, media_type, test_case_started_id=attempt_id)
    return _line(cm.Envelope(attachment=attachment))


def _moment(seconds: float) -> cm.Timestamp:
    return cm.Timestamp(seconds=int(seconds), nanos=int(seconds % 1 * 1e9))


def _duration(seconds: float) -> cm.Duration:
    return cm.Duration(seconds=int(seconds), nanos=int(seconds % 1 * 1e9))
