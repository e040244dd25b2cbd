"""A newcomer reuses what another agent began with, and stores a copy of its own in memory.

It is as quick as it should be. But each session takes its instructions' room again, and a handful of them
drives all the others' caches out of memory.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-9"],
    noticed_by={
        "coding_sessions/common_beginnings [5]": "in memory, all of them take at most",
        "coding_sessions/speed [1]": "in memory, all of them take at most",
    },
)
def seed() -> None:
    from system.engine.cache.store import CacheStore

    @replaces(CacheStore, "_held")
    def held(original: Any, self: Any, owner: Any, digests: Any, spans: Any) -> Any:
        return {}
