"""The server says that it is ready while its engine is dead.

Readiness looks at whether a model was loaded, and it was. Whoever balances load sends everybody there.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.health",
    breaks=["SRV-3"],
    noticed_by={
        "lifecycle/engine [1]": "the server says that it is",
    },
)
def seed() -> None:
    from system.api import health
    from system.serving.supervisor import State

    @replaces(health, "_health")
    def told(original: Any, service: Any) -> Any:
        found = original(service)
        if found.status is not State.RESTARTING:
            return found
        return msgspec.structs.replace(found, status=State.READY)
