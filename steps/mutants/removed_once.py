"""An agent's folder that could not be removed is left for good.

The agent is gone from every list, and its conversation lies on the disk until the next start brings it back.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.writer",
    breaks=["ISO-7"],
    noticed_by={
        "isolation/deletion [5]": "soon no agent has a folder on disk",
    },
)
def seed() -> None:
    from system.engine.cache.writer import Writer

    @replaces(Writer, "_delete")
    def delete(original: Any, self: Any, agent: Any) -> None:
        original(self, agent)
        with self._state.changed:
            self._state.doomed.pop(agent, None)
