"""A stop sequence is missed when it spans more than two tokens.

What might become a stop is held back for one more piece of text, and then let go. Short stops work, and
every test with one word as a stop passes; "river was low" is shown to the end.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.text",
    breaks=["STR-4"],
    noticed_by={
        "streaming/stops [1] over several tokens": "both ways stop after",
    },
)
def seed() -> None:
    from system.engine.text import Watch

    @replaces(Watch, "feed")
    def feed(original: Any, self: Any, text: Any) -> Any:
        waited = getattr(self, "waited", 0)
        released = self.end() if waited > 1 else ""
        found = original(self, text)
        self.waited = waited + 1 if self.held and not released else bool(self.held)
        return found._replace(safe=released + found.safe)
