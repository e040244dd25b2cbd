"""A swap looks every five seconds whether the next model is there.

It always comes, and nothing is lost. Everybody who asks meanwhile waits seconds for a model that is there.
"""

import asyncio
from typing import Any

from reports.mutation import defect, replaces

SECONDS = 5.0


@defect(
    "system.serving.swapper",
    breaks=["SWP-5"],
    noticed_by={
        "hot_swap/speed [1]": "times as long as its engine took to load",
    },
)
def seed() -> None:
    from system.serving.swapper import Swapper

    @replaces(Swapper, "_load")
    async def load(original: Any, self: Any, swap: Any, new: Any, timeout_seconds: Any) -> None:
        clock = asyncio.get_running_loop().time
        begun = clock()
        await original(self, swap, new, timeout_seconds)
        await asyncio.sleep((begun - clock()) % SECONDS)
