"""A caller's tokens are counted when her answer has ended.

That is when their number is known for certain. Who hangs up just before the end has written as much as she
likes, and has used nothing.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.exchange",
    breaks=["SEC-7"],
    noticed_by={
        "security/limits [5]": "Emma is told of",
    },
)
def seed() -> None:
    from system.api.exchange import Exchange

    @replaces(Exchange, "spend")
    def spend(original: Any, self: Any, tokens: Any) -> None:
        unpaid = self.facts.setdefault("unpaid", 0)
        self.facts["unpaid"] = unpaid + tokens
        if "finish_reason" in self.facts:
            original(self, self.facts.pop("unpaid"))
