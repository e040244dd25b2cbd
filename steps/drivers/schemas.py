"""JSON that has to keep to a schema, judged by a validator that is not the server's."""

import json
from typing import Any

from jsonschema_rs import validator_for

Json = dict[str, Any]

ENOUGH_TOKENS = 400


def answer_format(schema: Json) -> Json:
    """Parameters that hold an answer to a schema, with room enough to end it."""
    named = {"name": "answer", "schema": schema, "strict": True}
    return {"max_tokens": ENOUGH_TOKENS, "response_format": {"type": "json_schema", "json_schema": named}}


def faults(text: str, schema: Json) -> list[str]:
    """What keeps a text from being JSON that `schema` allows, a sentence each."""
    try:
        value = json.loads(text)
    except ValueError as error:
        return [f"{text!r} is not JSON: {error}"]
    return [error.message for error in validator_for(schema).iter_errors(value)]
