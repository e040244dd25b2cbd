"""Usage counts the tokens of the choice that ended last, not of all of them.

With one choice it is right, and nearly everybody asks for one.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.fold",
    breaks=["WIR-1", "STR-6"],
    noticed_by={
        "wire/parameters [6]": "usage counts the tokens",
    },
)
def seed() -> None:
    from system.api.fold import Tally

    @replaces(Tally, "end")
    def end(original: Any, self: Any, ended: Any) -> None:
        self.completion_tokens = 0
        original(self, ended)
