"""When somebody was last there is what the clock says, even where it was set back.

It shows where a wrong clock is put right: who spoke a minute ago counts as the oldest, and goes first.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.state",
    breaks=["PER-9"],
    noticed_by={
        "persistence/outliving [7]": "Ben was there after Ada",
    },
)
def seed() -> None:
    from system.engine.cache import state

    @replaces(state.State, "now")
    def now(original: Any, self: Any) -> float:
        return float(self.clock())
