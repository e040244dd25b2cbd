"""A swap that fails after the old model has left brings nobody back.

The error is reported, the queue is let go, and every request after that is told that the server is stopping.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.supervisor",
    breaks=["SWP-4"],
    noticed_by={
        "hot_swap/failures [2]": "503",
    },
)
def seed() -> None:
    from system.serving.supervisor import Supervisor

    @replaces(Supervisor, "revive")
    def revive(original: Any, self: Any) -> None:
        return None
