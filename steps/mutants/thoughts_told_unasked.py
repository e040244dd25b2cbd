"""What a model thinks is told to everybody, whether they asked for it or not.

A program that shows all that it gets shows people the model's guesses at them before its answer.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.orders",
    breaks=["STR-3"],
    noticed_by={
        "streaming/reasoning [1] nobody asks": "both ways think",
    },
)
def seed() -> None:
    from system.api.openai import orders

    @replaces(orders, "chat_order")
    def order(
        original: Any, request: Any, *, request_id: Any, owner: Any, defaults: Any, max_tokens: Any
    ) -> Any:
        made = original(request, request_id=request_id, owner=owner, defaults=defaults, max_tokens=max_tokens)
        return msgspec.structs.replace(made, show_reasoning=True)
