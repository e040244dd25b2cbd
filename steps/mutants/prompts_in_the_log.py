"""What was said is in the log, at the level that is meant for finding mistakes.

Somebody needed it once to find one. The log travels to other machines and other people, and the prompts
with it.
"""

import logging
from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.intake",
    breaks=["SRV-4"],
    noticed_by={
        "lifecycle/logs [3]": "the log holds no",
    },
)
def seed() -> None:
    from system.engine import intake

    @replaces(intake.Intake, "prepare")
    def prepare(original: Any, self: Any, command: Any) -> Any:
        logging.getLogger(intake.__name__).debug("preparing", extra={"said": str(command.messages)})
        return original(self, command)
