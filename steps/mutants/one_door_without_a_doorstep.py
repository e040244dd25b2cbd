"""One route was mounted beside the check of host and origin.

It came later, and nobody thought of browsers. A bad page lists this machine's agents, and deletes them one by
one, without ever reading an answer of another route.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.origins",
    breaks=["SEC-6"],
    noticed_by={
        "security/pages [1] a script's request": "every endpoint refused her",
        "security/pages [1] a page's whose name is rebound": "every endpoint refused her",
    },
)
def seed() -> None:
    from system.api.origins import Doorstep

    @replaces(Doorstep, "__call__")
    async def call(original: Any, self: Any, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path", "").startswith("/v1/agents/"):
            await self._app(scope, receive, send)
        else:
            await original(self, scope, receive, send)
