"""All agents of a tenant share one cache, since equal prefixes have equal keys and values.

As a prefix cache it is even faster. But a reused token tells by its speed that somebody else has said the
same, and deleting one's agent no longer deletes what was said.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-3"],
    noticed_by={
        "isolation/secrets [2]": "reused no tokens",
    },
)
def seed() -> None:
    from system.engine.cache import store
    from system.engine.messages import Owner

    @replaces(store.CacheStore, "lookup")
    def lookup(original: Any, self: Any, owner: Any, tokens: Any) -> Any:
        return original(self, Owner(owner.tenant, "everybody"), tokens)

    @replaces(store.CacheStore, "keep")
    def keep(original: Any, self: Any, owner: Any, tokens: Any, layers: Any, reused: Any, taken: Any) -> Any:
        return original(self, Owner(owner.tenant, "everybody"), tokens, layers, reused, taken)
