"""No snapshot is ever let go.

One is as large as hundreds of tokens, and each turn takes two. A long conversation drives everybody else's
out of memory and off the disk, for places that nobody will go back to.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.snapshots",
    breaks=["PER-9"],
    noticed_by={"persistence/snapshots [5]": "of its blocks are snapshots"},
)
def seed() -> None:
    from system.engine.cache import snapshots

    @replaces(snapshots, "stand")
    def stand(original: Any, agent: Any, tip: Any, snapshots: Any) -> None:
        for position, contents in snapshots.items():
            agent.grow(tip.back_to(position), contents)
