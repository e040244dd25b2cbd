"""A strict tool is held to its schema only where a call is forced.

Where the model may choose, its calls are what it writes, and it writes what it was asked for: right nine
times in ten. Agents' frameworks mark every tool strict and force nothing.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.intake",
    breaks=["WIR-3", "WIR-5"],
    noticed_by={
        "wire/tools [6]": "with arguments that the tool's schema allows",
    },
)
def seed() -> None:
    from system.engine import intake

    @replaces(intake, "_is_strict")
    def is_strict(original: Any, tool: Any) -> bool:
        return False
