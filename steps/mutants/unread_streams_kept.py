"""A client that does not read its stream keeps its place for ever.

The server waits until it can send on, and nobody asks how long it has waited. A few hundred clients that hang
in the middle of an answer, and nobody else gets in.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.protocol",
    breaks=["SEC-4"],
    noticed_by={
        "streaming/unread [1]": "the server hangs up",
    },
)
def seed() -> None:
    from system.api.protocol import PunctualProtocol

    @replaces(PunctualProtocol, "_hang_up")
    def hang_up(original: Any, self: Any) -> None:
        self._expect_reading()
