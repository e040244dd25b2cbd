"""A row goes on after its client has left.

The request is forgotten and its answer thrown away, but the batch computes it to the end. A few impatient
people hold up everybody else on the machine.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["ISO-8"],
    noticed_by={
        "isolation/hanging_up [1]": "the engine computed at most 1 step for Ada",
        "isolation/hanging_up [4]": "the engine computed at most 1 step for Ada",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "drop")
    def drop(original: Any, self: Any, request_id: Any) -> None:
        request = self.running.get(request_id)
        if request is None or any(uid in self._joining for uid in request.uids):
            original(self, request_id)
