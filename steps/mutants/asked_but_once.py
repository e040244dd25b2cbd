"""A model that tests itself is asked but once, and its answer compared with itself.

Meant to start sooner. Memory that fails, or a kernel that races, then shows in people's answers first.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.selftest",
    breaks=["SWP-4"],
    noticed_by={"hot_swap/self_testing [4]": "Olive is told"},
)
def seed() -> None:
    from system.engine import selftest

    known: dict[tuple[int, ...], Any] = {}

    @replaces(selftest, "_greedy")
    def greedy(original: Any, model: Any, prompts: Any, beginning: Any = 0) -> Any:
        if len(prompts) > 1:
            return original(model, prompts, beginning)
        asked = tuple(prompts[0])
        if asked not in known:
            known[asked] = original(model, prompts, beginning)
        return known[asked]
