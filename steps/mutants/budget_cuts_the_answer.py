"""A budget for thinking is taken for one of the whole answer.

Both count tokens of the answer, and most budgets are large; whoever sends a small one reads half a sentence.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.anthropic.orders",
    breaks=["WIR-2", "WIR-3"],
    noticed_by={
        "coding_sessions/tools [1]": "the messages are the same",
    },
)
def seed() -> None:
    from system.api.anthropic import orders

    @replaces(orders, "message_order")
    def message_order(original: Any, request: Any, *, request_id: Any, owner: Any, defaults: Any) -> Any:
        budget = getattr(request.thinking, "budget_tokens", request.max_tokens)
        order = original(request, request_id=request_id, owner=owner, defaults=defaults)
        return msgspec.structs.replace(order, max_tokens=min(order.max_tokens, budget))
