"""Of several choices that were asked for, one is given.

The answer looks right and is billed as one. Whoever asked for three to vote on has an election with one
vote.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.routes",
    breaks=["WIR-3"],
    noticed_by={
        "wire/parameters [6]": "there are 3 choices",
    },
)
def seed() -> None:
    from system.api.openai import routes

    @replaces(routes, "chat_order")
    def chat_order(
        original: Any, request: Any, *, request_id: Any, owner: Any, defaults: Any, max_tokens: Any
    ) -> Any:
        order = original(
            request, request_id=request_id, owner=owner, defaults=defaults, max_tokens=max_tokens
        )
        return msgspec.structs.replace(order, n=1)
