"""What several agents have in common is in memory once, and on disk once for each of them.

Nobody notices until the disk budget is full of copies of the same instructions, and agents are forgotten that
there would be room for.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.writer",
    breaks=["ISO-9"],
    noticed_by={
        "coding_sessions/common_beginnings [5]": "in files, all of them take at most",
        "coding_sessions/speed [1]": "in files, all of them take at most",
    },
)
def seed() -> None:
    from system.engine.cache.prefixes import Prefixes

    @replaces(Prefixes, "saved")
    def saved(original: Any, self: Any, agent: Any, block: Any) -> None:
        return None
