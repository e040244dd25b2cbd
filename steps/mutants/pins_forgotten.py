"""A pin is kept in memory, and not with the agent.

Until the next restart the pinned agent stays; then it goes like any other, and nobody is told.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.manifest",
    breaks=["PER-9"],
    noticed_by={
        "persistence/tiers [6]": "reused the whole conversation so far",
    },
)
def seed() -> None:
    from system.engine.cache import manifest

    @replaces(manifest, "restore")
    def restore(original: Any, agent: Any, manifest: Any, manifest_bytes: Any) -> None:
        original(agent, manifest, manifest_bytes)
        agent.pinned = False
