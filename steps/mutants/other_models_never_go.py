"""What other models' caches take is nobody's business.

Each model keeps to its budget, and every one that was ever served leaves as much again on the disk.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["PER-9"],
    noticed_by={
        "persistence/budgets [6]": "bytes on disk at most",
    },
)
def seed() -> None:
    from system.engine.cache import store

    @replaces(store, "hold_other_models")
    def hold_other_models(original: Any, own: Any, secret: Any, budget_bytes: Any) -> None:
        return None
