"""The next model always comes beside the one that serves.

That is the better way, and with small models on a large machine it always works. Where both do not fit, the
system ends one of the two, and mostly the one that serves.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.fitness",
    breaks=["SWP-1"],
    noticed_by={
        "hot_swap/swapping [14] in its place": "it is done, with the phases",
    },
)
def seed() -> None:
    from system.serving import fitness

    @replaces(fitness, "way_in")
    def way_in(original: Any, need_bytes: Any, free_bytes: Any) -> Any:
        return "side_by_side"
