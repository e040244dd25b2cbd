"""A stream that max_tokens has cut does not say why it ended.

[DONE] comes, and so does all of the text. But a client that goes on where an answer was cut never learns
that this one was.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.openai.views",
    breaks=["STR-2"],
    noticed_by={
        "streaming/events [1] one token": "the stream is well formed",
    },
)
def seed() -> None:
    from system.api.openai.views import ChatView

    @replaces(ChatView, "ended")
    def ended(original: Any, self: Any, ended: Any) -> Any:
        reason = None if ended.finish_reason == "length" else ended.finish_reason
        return original(self, msgspec.structs.replace(ended, finish_reason=reason))
