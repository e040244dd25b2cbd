"""The engine is asked for a sign of life, and one of its threads answers for them all.

The thread that computes is well; the one that makes requests ready for it hangs. Everybody waits, readiness
says yes, and nobody restarts anything.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.progress",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/waiting [5]": "request fails with 503",
    },
)
def seed() -> None:
    from system.engine.progress import Progress

    @replaces(Progress, "is_made")
    def is_made(original: Any, self: Any) -> bool:
        return True
