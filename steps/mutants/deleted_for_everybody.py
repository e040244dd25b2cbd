"""Deleting an agent deletes its blocks, also those that others share with it: nobody counts who holds them.

The others' next answers are right, and as slow as their first. Whoever deletes an agent a day makes all who
use the same tool begin anew each day.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.agent",
    breaks=["ISO-7", "ISO-9"],
    noticed_by={"coding_sessions/common_beginnings [6] in memory": "reused 999 tokens"},
)
def seed() -> None:
    from system.engine.cache.agent import Agent

    @replaces(Agent, "_remove_leaf")
    def remove_leaf(original: Any, self: Any, block: Any) -> None:
        equal = dict(self.prefixes._blocks[self.owner.tenant, block.tail])
        original(self, block)
        for twin, agent in equal.items():
            if agent is not self:
                agent.remove(twin)
