"""Evicting an agent from memory frees none.

It leaves the list of those in memory, is counted, and can be read from disk again. But its blocks stay
where they are: the server grows until the machine ends it.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.agent",
    breaks=["PER-9"],
    noticed_by={
        "persistence/budgets [2]": "from disk",
    },
)
def seed() -> None:
    from system.engine.cache.agent import Agent

    @replaces(Agent, "drop_saved")
    def drop_saved(original: Any, self: Any) -> None:
        return None
