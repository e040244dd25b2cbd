"""The snapshot of a prompt is taken when the row ends, and holds the answer too.

It is one place where caches are kept, where there were two. But who asks again, or says something else after
the same prompt, is answered by a model that has already heard itself answer.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.kept",
    breaks=["PER-7"],
    noticed_by={
        "persistence/snapshots [1] with a window, a prompt to the letter": "is what a server that never met",
        "persistence/snapshots [1] with assay-hybrid, a prompt to the letter": "is what a server that never",
    },
)
def seed() -> None:
    from system.engine.cache import Snapshot
    from system.engine.kept import Kept

    @replaces(Kept, "snapshots")
    def snapshots(original: Any, self: Any) -> Any:
        taken = original(self)
        return [Snapshot(each.tokens, taken[-1].arrays) for each in taken]
