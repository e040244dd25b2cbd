"""A snapshot is taken when an answer ends, and none of its prompt.

The next turn goes on as quickly as before. But who asks for another answer, or whose answer is spelled in
other tokens when it is sent back, waits for the whole conversation to be read again.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["PER-7"],
    noticed_by={"persistence/snapshots [1] with a window, a prompt to the letter": "reused 399 tokens"},
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "_take_snapshot")
    def take_snapshot(original: Any, self: Any, request: Any, uid: Any) -> None:
        pass
