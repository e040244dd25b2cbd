"""Who asks while the engine restarts is turned away.

The server knows that a new engine is on its way, and that the queue is there for that. But a state that is
not ready is treated like one that never will be.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.supervisor",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/engine [4]": "the server is restarting",
    },
)
def seed() -> None:
    from system.errors import UnavailableError
    from system.serving.supervisor import State, Supervisor

    @replaces(Supervisor, "ready_engine")
    async def ready_engine(original: Any, self: Any, timeout_seconds: Any) -> Any:
        if self.state is State.RESTARTING:
            raise UnavailableError("the server is restarting", retry_after_seconds=1)
        return await original(self, timeout_seconds)
