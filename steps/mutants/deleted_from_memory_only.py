"""A deleted agent is forgotten in memory and stays on disk.

It is gone from every list and every answer. After the next start it is back, with all that its owner wanted
gone.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.disk",
    breaks=["ISO-7"],
    noticed_by={
        "isolation/deletion [2]": "1 agent has a folder on disk",
        "isolation/deletion [3]": "reused no tokens",
    },
)
def seed() -> None:
    from system.engine.cache.disk import Disk

    @replaces(Disk, "delete")
    def delete(original: Any, self: Any, agent: Any, *, durably: Any) -> None:
        self.clear_trash()
