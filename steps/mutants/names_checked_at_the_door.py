"""What a request calls the model is held against the one that serves when it comes, not when it is answered.

It waited for one model to leave and the other to come, and is answered by a model that it did not ask for.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.fleet",
    breaks=["SWP-1"],
    noticed_by={"hot_swap/names [11]": "refused with 404"},
)
def seed() -> None:
    from system.serving.fleet import Fleet
    from system.serving.names import DEFAULT_ALIAS

    @replaces(Fleet, "ready_engine")
    async def ready_engine(original: Any, self: Any, name: str, timeout_seconds: float) -> Any:
        self.check_name(name)
        return await original(self, DEFAULT_ALIAS, timeout_seconds)
