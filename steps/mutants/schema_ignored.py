"""A schema for the answer is taken, and the answer held to nothing.

Asked for any JSON object, the server gives one. Asked for one of a certain shape, it trusts the model,
which is right nine times in ten.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.orders",
    breaks=["WIR-3"],
    noticed_by={
        "wire/parameters [13] one of some words": "the answer is JSON",
    },
)
def seed() -> None:
    from system.api.openai import orders

    @replaces(orders, "_grammar")
    def grammar(original: Any, request: Any) -> Any:
        found = original(request)
        return None if found is not None and found.kind == "json_schema" else found
