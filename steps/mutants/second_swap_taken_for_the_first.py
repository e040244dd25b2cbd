"""Who asks for a swap while one runs is taken to have asked for the one that runs.

Two people swap at the same time, both are told that it is done, and one of them works with a model that she
did not choose.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.swapper",
    breaks=["SWP-6"],
    noticed_by={"hot_swap/swapping [8]": "refused with 409"},
)
def seed() -> None:
    from system.serving.swapper import Swapper

    @replaces(Swapper, "begin")
    def begin(original: Any, self: Any, wanted: Any, mode: Any, timeout_seconds: Any) -> Any:
        return self._swap if self.is_running else original(self, wanted, mode, timeout_seconds)
