"""The stop sequence itself is part of the answer.

Some servers do it so. A client that asked for text up to "###" then finds "###" at its end, in both ways
alike, so that comparing the two shows nothing.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.answer",
    breaks=["STR-4"],
    noticed_by={
        "streaming/stops [1] a word": "both ways stop after",
    },
)
def seed() -> None:
    from system.engine.answer import Answer

    @replaces(Answer, "_meet")
    def meet(original: Any, self: Any, needle: Any) -> None:
        original(self, needle)
        if self.stopped:
            self._show(needle)
