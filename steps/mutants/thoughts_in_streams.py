"""Streams tell a thought as if it were the answer; whole answers keep them apart.

People who read along see what the model only thought, and programs that read the whole answer never notice.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.views",
    breaks=["STR-1", "STR-3"],
    noticed_by={
        "streaming/reasoning [1] somebody asks": "both ways agree",
    },
)
def seed() -> None:
    from system.api.openai.views import ChatView

    @replaces(ChatView, "delta")
    def delta(original: Any, self: Any, delta: Any) -> Any:
        return original(self, msgspec.structs.replace(delta, text=delta.reasoning + delta.text, reasoning=""))
