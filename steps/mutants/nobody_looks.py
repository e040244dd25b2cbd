"""A server that nobody asks does not look whether its caches are whole.

What a disk has lost is found when somebody comes back for it, which may be months later.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.idle",
    breaks=["PER-5"],
    noticed_by={
        "persistence/outliving [6]": "warns that caches do not add up",
    },
)
def seed() -> None:
    from system.engine.idle import Idle

    @replaces(Idle, "look")
    def look(original: Any, self: Any) -> None:
        return None
