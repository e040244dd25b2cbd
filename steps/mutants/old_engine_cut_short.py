"""A swap does not wait for the answers that the old model has begun.

The next model serves, so the one before is told to leave at once. On an idle server nobody notices.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.swapper",
    breaks=["SWP-2"],
    noticed_by={
        "hot_swap/swapping [3] side_by_side": "each of them read",
    },
)
def seed() -> None:
    from system.serving.swapper import Swapper

    @replaces(Swapper, "_drained")
    async def drained(original: Any, self: Any, old: Any, new: Any, seconds: Any) -> bool:
        return True
