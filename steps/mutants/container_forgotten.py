"""A model may have its share of the machine's memory, also where a container has far less.

It is loaded, and the kernel kills everything in the container.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.machine",
    breaks=["POR-2"],
    noticed_by={"portfolio/memory [7] system.serving.machine": "each comes out as it is written"},
)
def seed() -> None:
    from system.serving import machine

    @replaces(machine, "limited_bytes")
    def limited_bytes(original: Any, total: int, groups: Any) -> int:
        return total
