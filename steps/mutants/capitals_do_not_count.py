"""Agents' names are the same in capital letters and small ones.

Meant as a kindness to people who type names. "Planner" and "planner" of two people then are one agent, and
each reads on in the other's conversation.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.callers",
    breaks=["ISO-3"],
    noticed_by={
        "isolation/secrets [5] capital letters": "reused no tokens",
    },
)
def seed() -> None:
    from system.api import callers

    @replaces(callers, "owner")
    def owner(original: Any, exchange: Any, agent: Any, param: Any) -> Any:
        return original(exchange, agent.casefold(), param)
