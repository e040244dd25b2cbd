"""A stream loses its last character if that is not ASCII.

The stream holds such a character back, because a combining mark might follow, and nobody asks for it at the
end. The whole answer has it. Only people whose answers end in "é" notice.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.views",
    breaks=["STR-1", "STR-5"],
    noticed_by={
        "streaming/parity [3]": "both ways agree",
    },
)
def seed() -> None:
    from system.api.openai.views import ChatView

    @replaces(ChatView, "delta")
    def delta(original: Any, self: Any, delta: Any) -> Any:
        held = self.__dict__.setdefault("held", {})
        text = held.pop(delta.choice, "") + delta.text
        if text and not text[-1].isascii():
            held[delta.choice], text = text[-1], text[:-1]
        return original(self, msgspec.structs.replace(delta, text=text))
