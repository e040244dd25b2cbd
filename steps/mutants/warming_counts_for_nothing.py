"""A cache that is brought into memory keeps its place in the row of those that have to leave.

Whoever warms an agent does so because it has been quiet for long: it is the first to go again, before it is
asked.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.shelf",
    breaks=["PER-9"],
    noticed_by={
        "persistence/tiers [8]": "reused the whole conversation so far",
    },
)
def seed() -> None:
    from system.engine.cache.shelf import Shelf

    @replaces(Shelf, "warm")
    def warm(original: Any, self: Any, owner: Any) -> Any:
        agents = self._state.agents
        row = list(agents)
        found = original(self, owner)
        for each in row:
            if each in agents:
                agents.move_to_end(each)
        return found
