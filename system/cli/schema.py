"""`assay schema`: what programs may rely on in the output of the others."""

import json
from importlib.resources import files

from system.cli.output import Outcome

SCHEMA = "envelope.v1.schema.json"


def schema() -> Outcome:
    """Print the JSON Schema that --json keeps to, of every command.

    The file lies in the package, too: system/cli/envelope.v1.schema.json.
    Within a version fields may be added; what is there keeps its name and
    its meaning.
    """
    text = (files("system.cli") / SCHEMA).read_text(encoding="utf-8")
    return Outcome(json.loads(text), lambda: print(text, end=""))
