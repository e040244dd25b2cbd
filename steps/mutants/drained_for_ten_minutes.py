"""A swap waits ten minutes for the answers of the model before, whatever was set.

Whoever sets less has a reason: both models hold their memory for as long as the last answer goes on.
"""

from typing import Any

from reports.mutation import defect, replaces

SECONDS = 600.0


@defect(
    "system.serving.swapper",
    breaks=["SWP-2"],
    noticed_by={
        "hot_swap/swapping [15]": "stream ended with an error event",
    },
)
def seed() -> None:
    from system.serving.swapper import Swapper

    @replaces(Swapper, "_drained")
    async def drained(original: Any, self: Any, old: Any, new: Any, seconds: Any) -> Any:
        return await original(self, old, new, SECONDS)
