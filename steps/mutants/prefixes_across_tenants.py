"""What agents have in common is found whoever's it is: the server looks the same instructions up only once.

It saves most where many teams use one tool. And every team can ask, by the time that an answer takes, whether
another's prompt is the one that it has in mind.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["ISO-9", "ISO-3"],
    noticed_by={"coding_sessions/common_beginnings [2]": "reused no tokens"},
)
def seed() -> None:
    from system.engine.cache import store
    from system.engine.cache.prefixes import Prefixes

    @replaces(store, "chain_key")
    def chain_key(original: Any, secret: Any, tenant: Any) -> Any:
        return original(secret, "open")

    @replaces(Prefixes, "longest")
    def longest(original: Any, self: Any, tenant: Any, digests: Any, beyond: Any) -> Any:
        found = (original(self, each, digests, beyond) for each, _ in self._blocks)
        return next(filter(None, found), None)
