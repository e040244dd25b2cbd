"""An agent is deleted where it was asked for: in the caches of the model that serves.

Who looks finds nothing. But after a swap back, the other model still knows what it was told.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-7"],
    noticed_by={
        "isolation/deletion [6]": "agent_not_found",
    },
)
def seed() -> None:
    from system.engine.cache import store

    @replaces(store.CacheStore, "forget_elsewhere")
    def forget_elsewhere(original: Any, self: Any, owner: Any) -> bool:
        return False
