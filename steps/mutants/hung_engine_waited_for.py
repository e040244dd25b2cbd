"""An engine that hangs is waited for.

Whoever watches the engine watches its process, and a process that hangs is still there. Streams stay open
without a word, readiness says yes, and everybody who is sent there waits as well.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.supervisor",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/engine [6]": "the server has noticed",
    },
)
def seed() -> None:
    from system.serving import supervisor

    @replaces(supervisor, "falls_silent")
    async def falls_silent(original: Any, client: Any, seconds: Any) -> Any:
        await client.lost
        return False
