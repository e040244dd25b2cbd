"""Text that may become a stop is held back from its second character on.

The loop that looks for the beginning of a stop ends one too early. It shows only where a token ends with
the stop's first character, and then the stop is not only shown: it is missed.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.text",
    breaks=["STR-4"],
    noticed_by={
        "streaming/stops [1]": "both ways",
    },
)
def seed() -> None:
    from system.engine.text import Watch

    @replaces(Watch, "_possible")
    def possible(original: Any, self: Any, text: Any) -> Any:
        length = original(self, text)
        return 0 if length == 1 else length
