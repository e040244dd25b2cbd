"""A request that no engine lived to begin is given to the next one, and the next.

One request that ends whatever reads it then ends every engine there will be, and the server is down for
everybody until its sender gives up.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.admission",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/waiting [3]": "Cleo's request fails",
    },
)
def seed() -> None:
    from system.errors import EngineDiedError
    from system.serving.admission import WAIT_SECONDS, Place

    @replaces(Place, "_begun")
    async def begun(original: Any, self: Any, order: Any, max_unread: Any, stack: Any) -> Any:
        while True:
            try:
                return await original(self, order, max_unread, stack)
            except EngineDiedError:
                self.seat = await self._fleet.ready_engine(self._name, WAIT_SECONDS)
