"""With auto-swap, a request waits for the swap that it began, and not for one that somebody else has begun.

Alone everything works. Two people who want different models at the same moment: one of them is refused.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.summons",
    breaks=["SWP-1"],
    noticed_by={
        "hot_swap/names [7]": "everybody was answered",
    },
)
def seed() -> None:
    from system.serving.summons import Summons

    @replaces(Summons, "bring")
    async def bring(original: Any, self: Any, name: Any) -> None:
        path = self._fleet.to_be_brought(name)
        if path is not None:
            await self._swapper.begin(str(path), "auto", self._load_timeout_seconds).outcome()
