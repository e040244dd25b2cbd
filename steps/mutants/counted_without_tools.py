"""Tokens are counted of the messages alone.

The tools stand in the prompt too, often as most of it. The count looks right until a request that should fit
is refused for its length.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.anthropic.routes",
    breaks=["WIR-2"],
    noticed_by={
        "wire/anthropic [7] tools": "the count is what the answer's usage says",
    },
)
def seed() -> None:
    from system.api.anthropic import routes

    @replaces(routes, "count_order")
    def count_order(original: Any, request: Any, call_id: Any) -> Any:
        return msgspec.structs.replace(original(request, call_id), tools=[])
