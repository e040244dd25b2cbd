"""The lock of a home is taken and not asked whether it was free.

Two servers then write the same folders. For a while it even works.
"""

import os
from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.home",
    breaks=["PER-10"],
    noticed_by={
        "lifecycle/start [5]": "says on stderr which process has the home",
    },
)
def seed() -> None:
    from system import home as homes

    @replaces(homes, "_lock")
    def lock(original: Any, home: Any) -> Any:
        return os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
