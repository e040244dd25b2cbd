"""What `assay` prints for programs, held against the schema that it publishes."""

import json
from functools import cache

from jsonschema_rs import validator_for

from steps.drivers.commands import Run, run
from steps.drivers.deadlines import START_SECONDS
from steps.drivers.schemas import Json
from steps.drivers.server import Server

FIELDS = {"status", "command", "data", "error"}


@cache
def published_schema() -> Json:
    """What `assay schema` prints; AssertionError where that is no schema."""
    printed = run("assay schema")
    assert printed.exit_code == 0, printed.stderr
    schema: Json = json.loads(printed.stdout)
    assert schema["properties"].keys() >= FIELDS, f"This describes no envelope: {printed.stdout[:200]}"
    return schema


def described() -> set[str]:
    """The commands of which the schema says what they find, by their words."""
    rules = (rule["if"]["properties"] for rule in published_schema()["allOf"])
    return {f"assay {rule['command']['const']}" for rule in rules}


def faults(ended: Run) -> list[str]:
    """What keeps a run's stdout from being one envelope, a sentence each."""
    lines = ended.stdout.splitlines()
    if len(lines) != 1:
        return [f"stdout has {len(lines)} lines and must have one: {ended.stdout[:500]!r}"]
    try:
        value = json.loads(lines[0])
    except ValueError as error:
        return [f"{lines[0][:500]!r} is not JSON: {error}"]
    found = validator_for(published_schema()).iter_errors(value)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in found]


def announced(server: Server) -> Run:
    """What a server says on stdout that is started with --json, once it has said it."""
    process = server.launch(options=["--json"])
    line = process.output.until(lambda: next(iter(process.output.lines), None), START_SECONDS, "its envelope")
    process.url = json.loads(line)["data"]["url"]
    return Run(0, f"{line}\n", "")
