"""Whoever waits when the engine dies gets an error, as if their answer had begun.

The server keeps no record of which requests the engine had begun, so it tells all of them the same.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.admission",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/waiting [1]": "engine_died",
    },
)
def seed() -> None:
    from system.errors import AssayError, EngineDiedError
    from system.serving.admission import Place

    @replaces(Place, "_begun")
    async def begun(original: Any, self: Any, order: Any, max_unread: Any, stack: Any) -> Any:
        try:
            return await original(self, order, max_unread, stack)
        except EngineDiedError as error:
            raise AssayError(error.message, code=error.code) from error
