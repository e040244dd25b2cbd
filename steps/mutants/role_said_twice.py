"""A stream says twice whose turn it is.

Once when it opens, and once more with the first text. Most clients shrug; one that begins a new message at
each role shows an empty one.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.views",
    breaks=["STR-2"],
    noticed_by={
        "streaming/events [1] plain": "the stream is well formed",
    },
)
def seed() -> None:
    from system.api.openai.views import ChatView

    @replaces(ChatView, "opening")
    def opening(original: Any, self: Any, tally: Any) -> Any:
        return original(self, tally) * 2
