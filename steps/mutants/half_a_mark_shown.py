"""An answer that max_tokens cuts within the mark of a thought ends in the mark's beginning.

Whoever reads it sees "</thi" behind what the model thought: markup, and only where an answer was cut.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.answer",
    breaks=["STR-3"],
    noticed_by={
        "streaming/reasoning [2]": "neither way shows",
    },
)
def seed() -> None:
    from system.engine.answer import Answer

    @replaces(Answer, "_drop_begun_mark")
    def drop(original: Any, self: Any) -> None:
        return None
