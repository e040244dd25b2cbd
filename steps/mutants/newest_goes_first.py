"""Using an agent does not make it the last to go.

The order in which agents go is that in which they came. Whoever has worked with one agent all day loses it
to forty-nine that said hello once.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.state",
    breaks=["PER-9"],
    noticed_by={
        "persistence/budgets [4]": "reused the whole conversation",
    },
)
def seed() -> None:
    from system.engine.cache.state import State

    @replaces(State, "use")
    def use(original: Any, self: Any, agent: Any) -> None:
        order = list(self.agents)
        original(self, agent)
        for owner in order:
            self.agents.move_to_end(owner)
