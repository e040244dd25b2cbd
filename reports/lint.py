"""Looks at the features and steps without running them: what Gherkin lets pass and a reader would trip over.

behave passes a scenario that has no steps, takes a mistyped first step for a description, and ignores tags it
does not know. Each finding is `file:line: what is wrong`, and with any of them no run counts as good.
"""

import ast
import difflib
import re
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from behave import model
from behave.configuration import Configuration
from behave.parser import ParserError
from behave.runner import Runner
from behave.runner import the_step_registry as registry
from behave.step_registry import StepRegistry

from reports import described
from reports.requirements import load, load_gaps, load_mapping

STEPS_PER_SCENARIO = 10
LINES_PER_STEP = 5
KEYWORDS = ("Given", "When", "Then", "And", "But")
KEYWORD_LIKENESS = 0.75
STEP_DECORATORS = ("given", "when", "then", "step")
NUMBER = re.compile(r"\[\d+\]")
OWN_SERVER = re.compile(r'a (fresh server|server ")')
"""What no server at a URL can be."""

Defined = dict[tuple[str, str], model.Step | None]
"""The definition of each sentence, by its kind and its words; None where nobody has defined it."""


class StepsError(Exception):
    """Hooks or steps that can't be loaded: nothing can be said of the features, and none can run."""


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing to put right, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


def findings(root: Path, *, loaded: bool = False) -> list[Finding]:
    """Everything to put right below `root`, in the order of the files; loads the steps if nobody has yet."""
    if not loaded:
        load_steps()
    try:
        features = described.parse(["features"])
    except ParserError as error:
        return [Finding(str(error.filename), error.line or 0, str(error))]
    tags, defined = Tags(root / "features"), _definitions_of(features)
    found = [finding for feature in features for finding in _in_feature(feature, tags, defined)]
    found += _never_used(defined)
    found += [
        finding for path in sorted((root / "steps").glob("*.py")) for finding in _long_bodies(path, root)
    ]
    found += [Finding(*_place(bad), f"no valid step: {bad.pattern}") for bad in _bad_definitions()]
    return sorted(set(found))


def load_steps() -> None:
    """Load hooks and step definitions the way behave does; raises StepsError where one of them can't be."""
    runner = Runner(Configuration([]))
    try:
        with runner.path_manager:
            runner.setup_paths()
            runner.load_hooks()
            runner.load_step_definitions()
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{where.filename}:{where.lineno}"
        raise StepsError(f"{place}: {type(error).__name__}: {error}") from error


class Tags:
    """The tags a scenario may carry: those of `tags.yaml`, and `req.<id>` and `gap.<name>` as catalogued."""

    def __init__(self, folder: Path) -> None:
        self._declared = list(load_mapping(folder / "tags.yaml"))
        self._requirements = {requirement.id for requirement in load(folder / "requirements.yaml")}
        self._gaps = set(load_gaps(folder / "gaps.yaml"))

    def complaint(self, tag: str) -> str:
        """What is wrong with a tag, or nothing."""
        kind, _, name = tag.partition(".")
        if kind == "req":
            return "" if name in self._requirements else f"requirements.yaml has no requirement {name}"
        if kind == "gap":
            return "" if name in self._gaps else f"gaps.yaml has no gap {name}"
        return (
            "" if any(fnmatchcase(tag, each) for each in self._declared) else f"tags.yaml has no tag @{tag}"
        )


def _definitions_of(features: Iterable[model.Feature]) -> Defined:
    """What defines each sentence of the features."""
    steps = (step for feature in features for each in feature.walk_scenarios() for step in each.all_steps)
    said = {(step.step_type, step.name): step for step in steps}
    return {words: described.definition_of(step) for words, step in said.items()}


def _in_feature(feature: model.Feature, tags: Tags, defined: Defined) -> Iterator[Finding]:
    if not feature.description:
        yield Finding(feature.filename, feature.line, "a feature opens with prose that says what it promises")
    scenarios = list(_scenarios(feature))
    yield from _twice(scenarios)
    parts = [feature, *feature.iter_rules(), *scenarios]
    for part in parts:
        yield from _swallowed(part)
    for part in [*parts, *_tables(scenarios)]:
        yield from (
            Finding(part.filename, tag.line, complaint)
            for tag in part.tags
            if (complaint := tags.complaint(str(tag)))
        )
    for scenario in scenarios:
        yield from _in_scenario(scenario)
    for scenario in feature.walk_scenarios():
        yield from _undefined(scenario, defined)


def _scenarios(container: model.Feature | model.Rule) -> Iterator[model.Scenario]:
    """Scenarios and outlines as written, not an outline's rows."""
    for item in container.run_items:
        if isinstance(item, model.Rule):
            yield from _scenarios(item)
        else:
            yield item


def _tables(scenarios: Iterable[model.Scenario]) -> Iterator[model.Examples]:
    """The tables of the outlines: each can have tags of its own."""
    for scenario in scenarios:
        if isinstance(scenario, model.ScenarioOutline):
            yield from scenario.examples


def _in_scenario(scenario: model.Scenario) -> Iterator[Finding]:
    if not scenario.steps:
        yield _at(scenario, "a scenario without steps proves nothing")
    if len(scenario.steps) > STEPS_PER_SCENARIO:
        yield _at(scenario, f"{len(scenario.steps)} steps, {STEPS_PER_SCENARIO} at most")
    if "system" not in scenario.effective_tags:
        for step in scenario.steps:
            if OWN_SERVER.match(step.name):
                yield _at(step, f"only a @system scenario can have {step.name}")
    if not NUMBER.match(scenario.name):
        yield _at(scenario, "a title opens with its number, as in `[3] One agent's secret ...`")
    if isinstance(scenario, model.ScenarioOutline) and not scenario.scenarios:
        yield _at(scenario, "an outline without examples proves nothing")


def _undefined(scenario: model.Scenario, defined: Defined) -> Iterator[Finding]:
    for step in scenario.all_steps:
        if defined[step.step_type, step.name] is None:
            yield _at(step, f"no step says: {step.keyword} {step.name}")


def _swallowed(part: model.Feature | model.Rule | model.Scenario) -> Iterator[Finding]:
    """Prose meant to be a step: its first word is nearly a keyword, or the rest is a known sentence."""
    for line in part.description:
        first, _, rest = line.strip().partition(" ")
        if not rest:
            continue
        likely = difflib.get_close_matches(first.rstrip(":"), KEYWORDS, n=1, cutoff=KEYWORD_LIKENESS)
        if _is_a_sentence(rest) or (likely and isinstance(part, model.Scenario)):
            yield _at(part, f"this line reads like a step and is taken for prose: {line.strip()}")


def _is_a_sentence(text: str) -> bool:
    return any(definition.match(text) for definition in _definitions(registry))


def _twice(scenarios: Sequence[model.Scenario]) -> Iterator[Finding]:
    titles = Counter(NUMBER.sub("", scenario.name, count=1).strip() for scenario in scenarios)
    numbers = Counter(found.group() for scenario in scenarios if (found := NUMBER.match(scenario.name)))
    for scenario in scenarios:
        number, title = NUMBER.match(scenario.name), NUMBER.sub("", scenario.name, count=1).strip()
        if titles[title] > 1:
            yield _at(scenario, f"another scenario here has the title {title!r}")
        if number and numbers[number.group()] > 1:
            yield _at(scenario, f"another scenario here has the number {number.group()}")


def _never_used(defined: Defined) -> list[Finding]:
    used = {id(definition) for definition in defined.values()}
    unused = [definition for definition in _definitions(registry) if id(definition) not in used]
    return [Finding(*_place(each), f"no feature uses this step: {each.pattern}") for each in unused]


def _definitions(steps: StepRegistry) -> list[model.Step]:
    return [definition for definitions in steps.steps.values() for definition in definitions]


def _bad_definitions() -> Sequence[model.Step]:
    handler = getattr(registry, "error_handler", None)
    return handler.bad_step_definitions if handler else ()


def _place(definition: model.Step) -> tuple[str, int]:
    return str(definition.location.filename), int(definition.location.line)


def _long_bodies(path: Path, root: Path) -> Iterator[Finding]:
    """Step functions of more than five lines, their docstring not counted."""
    for function in ast.walk(ast.parse(path.read_text())):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _is_step(function):
            body = function.body[1:] if ast.get_docstring(function) else function.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > LINES_PER_STEP:
                message = f"a step of {lines} lines, {LINES_PER_STEP} at most: let a driver do the work"
                yield Finding(str(path.relative_to(root)), function.lineno, message)


def _is_step(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    called = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    names = (getattr(each, "attr", getattr(each, "id", "")) for each in called)
    return any(name.lower() in STEP_DECORATORS for name in names)


def _at(part: model.Feature | model.Scenario | model.Step, message: str) -> Finding:
    return Finding(part.filename, part.line, message)
