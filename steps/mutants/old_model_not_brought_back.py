"""A swap that fails after the old model has left brings nobody back.

The error is reported, the queue is let go, and every request after that is told that the server is stopping.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.supervisor",
    breaks=["SWP-4"],
    noticed_by={
        "hot_swap/failures [3] So does an engine that is killed while it loads: drain_first": ("Ada says"),
    },
)
def seed() -> None:
    from system.serving.supervisor import Supervisor

    @replaces(Supervisor, "revive")
    def revive(original: Any, self: Any) -> None:
        return None
