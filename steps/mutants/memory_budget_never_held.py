"""What is on disk, too, never leaves memory.

Every answer is right, and quick. The machine's memory fills up with everybody who was ever there.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.state",
    breaks=["PER-9"],
    noticed_by={
        "persistence/budgets [5]": "the server's own count of its caches finds no problem",
    },
)
def seed() -> None:
    from system.engine.cache.state import State

    @replaces(State, "_hold_memory")
    def hold_memory(original: Any, self: Any) -> None:
        return None
