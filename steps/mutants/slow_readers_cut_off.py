"""A client that reads slowly is cut off like one that does not read at all.

The clock runs from the moment the client is behind until it has caught up, and does not look at what it took
meanwhile. Whoever reads over a bad line, or aloud, loses long answers.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.protocol",
    breaks=["SEC-4"],
    noticed_by={
        "streaming/unread [2]": "Ada reads",
    },
)
def seed() -> None:
    from system.api.protocol import PunctualProtocol

    @replaces(PunctualProtocol, "_judge_reading")
    def judge_reading(original: Any, self: Any) -> None:
        self._hang_up()
