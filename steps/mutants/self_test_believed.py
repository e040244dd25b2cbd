"""A model that fails its own test serves all the same.

Nearly every model passes, so nobody misses the test until one says nothing but noise to everybody.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.selftest",
    breaks=["SWP-4"],
    noticed_by={
        "hot_swap/self_testing [1]": "Olive is told",
    },
)
def seed() -> None:
    from system.engine import selftest

    @replaces(selftest, "self_test")
    def self_test(original: Any, model: Any) -> None:
        return None
