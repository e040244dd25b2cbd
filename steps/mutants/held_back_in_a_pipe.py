"""`assay run --stream` leaves it to the pipe when its pieces go out.

A terminal shows them at once. In a pipe they wait for the end: who reads along sees nothing for long.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.cli.telling",
    breaks=["CLI-1"],
    noticed_by={"cli/surroundings [1]": "the answer comes in many pieces"},
)
def seed() -> None:
    from system.cli.telling import Screen

    @replaces(Screen, "text")
    def text(original: Any, self: Any, piece: str) -> None:
        if self._streams:
            print(piece, end="")
