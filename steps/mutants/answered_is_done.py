"""What comes of a request after its answer is read and thrown away, as long as it comes.

Refusing early was to save the work of reading. A client that goes on with its body a byte at a time keeps its
connection for as long as it likes.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.protocol",
    breaks=["SEC-4"],
    noticed_by={
        "security/dawdlers [3]": "she is cut off within",
    },
)
def seed() -> None:
    from system.api.protocol import PunctualProtocol

    @replaces(PunctualProtocol, "on_response_complete")
    def on_response_complete(original: Any, self: Any) -> None:
        self._is_message_open = False
        original(self)
