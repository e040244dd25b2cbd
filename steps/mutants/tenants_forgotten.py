"""Caches belong to an agent's name and not to the key that named it.

It works for as long as one team uses the server. The second team's "planner" goes on where the first one's
stopped, and whoever guesses a name learns by the counts what somebody else has said.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-6"],
    noticed_by={
        "isolation/tenants [1]": "reused no tokens",
        "security/timing [1]": "Mallory guesses right in fewer",
    },
)
def seed() -> None:
    from system.engine.cache import store
    from system.engine.messages import Owner

    @replaces(store.CacheStore, "lookup")
    def lookup(original: Any, self: Any, owner: Any, tokens: Any) -> Any:
        return original(self, Owner("open", owner.agent), tokens)

    @replaces(store.CacheStore, "keep")
    def keep(original: Any, self: Any, owner: Any, tokens: Any, layers: Any, reused: Any, taken: Any) -> Any:
        return original(self, Owner("open", owner.agent), tokens, layers, reused, taken)
