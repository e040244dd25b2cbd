"""The seed is read, checked, and not used.

Every answer is as good as the next, so nobody misses it, until somebody has to show again what happened.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.sampling",
    breaks=["WIR-3"],
    noticed_by={
        "wire/parameters [2]": "all answers are the same",
    },
)
def seed() -> None:
    from system.engine import sampling

    @replaces(sampling, "_seed")
    def seed_of(original: Any, seed: Any, choice: Any) -> Any:
        return original(None, choice)
