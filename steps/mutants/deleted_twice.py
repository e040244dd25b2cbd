"""Whoever deletes an agent that is not there gets told that it was deleted.

It looks generous; and a name that was mistyped keeps all that its owner believes to be gone.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["SEC-5", "ISO-7"],
    noticed_by={
        "security/fuzzing [4]": "a fuzzer lives through",
    },
)
def seed() -> None:
    from system.engine.cache.store import CacheStore
    from system.engine.messages import AgentInfo

    @replaces(CacheStore, "forget")
    def forget(original: Any, self: Any, owner: Any) -> Any:
        found = original(self, owner)
        if found is not None:
            return found
        return AgentInfo(owner.agent, "", 0, 0, 0, 0, 0, "none", 0, 0.0, False)
