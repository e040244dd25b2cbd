"""A cache that can't be opened for want of file handles is taken for a damaged one, and set aside.

The answer is right, and the next one too. But what was kept of the agent is gone for good, because for a
second too many connections were open.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.disk",
    breaks=["PER-1", "PER-5"],
    noticed_by={
        "persistence/outliving [8]": "was 'hot'",
    },
)
def seed() -> None:
    from system.engine.cache import disk

    @replaces(disk, "passes")
    def passes(original: Any, error: Any) -> bool:
        return False
