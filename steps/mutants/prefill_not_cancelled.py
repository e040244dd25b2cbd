"""A long prompt is read to its end though its client has left.

Rows that are being decoded are dropped, as tested; those whose prompt is still being read were forgotten.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["ISO-8"],
    noticed_by={
        "isolation/hanging_up [2]": "the engine computed at most 1 step for Ada",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "drop")
    def drop(original: Any, self: Any, request_id: Any) -> None:
        request = self.running.get(request_id)
        if request is None or not any(uid in self._joining for uid in request.uids):
            original(self, request_id)
