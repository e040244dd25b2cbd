"""What a client does not read piles up in the server.

Each event waits for its reader, and the engine writes on: the queue has no bound, because everybody reads.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.admission",
    breaks=["SEC-4"],
    noticed_by={
        "streaming/unread [3]": "the log has told of",
    },
)
def seed() -> None:
    from system.serving.admission import Place

    @replaces(Place, "_begun")
    async def begun(original: Any, self: Any, order: Any, max_unread: Any, stack: Any) -> Any:
        return await original(self, order, 1 << 30, stack)
