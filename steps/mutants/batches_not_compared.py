"""A model is never tried in a batch before it serves one.

Nearly every kind of model is right in a batch. The few that are not give every caller fluent answers to
another prompt than their own, and only while several call at once.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.selftest",
    breaks=["ISO-1"],
    noticed_by={
        "models/batching [1]": "the answer",
    },
)
def seed() -> None:
    from system.engine import selftest

    @replaces(selftest, "self_test")
    def self_test(original: Any, model: Any) -> bool:
        original(model)
        return True
