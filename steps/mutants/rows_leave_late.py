"""A row leaves the batch 64 steps after its client has left.

Whoever is gone is looked for now and then, not at each step, and everything is tidy a moment later: nobody
sees a thing but those who pay for it, everybody else on the machine.
"""

from typing import Any

from reports.mutation import defect, replaces

LATE_STEPS = 64


@defect(
    "system.engine.batch",
    breaks=["ISO-8"],
    noticed_by={
        "isolation/hanging_up [1]": "the engine computed at most 1 step for Ada once she was gone",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    due: dict[Any, int] = {}
    leave = Batch.drop

    @replaces(Batch, "drop")
    def drop(original: Any, self: Any, request_id: Any) -> None:
        if request_id in self.running:
            due[request_id] = self.steps + LATE_STEPS

    @replaces(Batch, "step")
    def step(original: Any, self: Any) -> None:
        for request_id in [each for each, steps in due.items() if steps <= self.steps]:
            del due[request_id]
            leave(self, request_id)
        if self.running:
            original(self)
