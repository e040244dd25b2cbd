"""A cache that could not be saved is not mentioned.

Answers go on, as they should; that nothing is saved any more is found out at the next restart.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.health",
    breaks=["PER-1"],
    noticed_by={
        "persistence/outliving [1]": "warns that caches are not saved",
    },
)
def seed() -> None:
    from system.api import health

    @replaces(health, "_warnings")
    def warnings(original: Any, stats: Any) -> list[str]:
        return []
