"""One token too many is taken from the cache.

Who wrote it counted where two prompts part, not how many tokens they share. An agent that takes back its
last message and says something else gets an answer to a token that it never sent: nobody would see it in
the text.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["PER-7"],
    noticed_by={
        "persistence/warm_and_cold [1] with another token in place 200": "is what a server that never met",
    },
)
def seed() -> None:
    from system.engine.cache import store

    @replaces(store, "common_prefix")
    def common_prefix(original: Any, left: Any, right: Any) -> Any:
        return min(original(left, right) + 1, len(left), len(right))
