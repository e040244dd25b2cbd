"""Anthropic's input tokens are taken for what OpenAI calls prompt tokens: all of them.

There they are the rest that no cache was read or written for. A coding tool adds the three up, takes its
context for fuller than it is, and throws half of the conversation away.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.anthropic.answers",
    breaks=["WIR-2"],
    noticed_by={
        "wire/anthropic [7] an agent's name": "the count is what the answer's usage says",
        "wire/anthropic [8]": "of the prompt were read from the cache",
    },
)
def seed() -> None:
    from system.api.anthropic.answers import MessageUsage

    @replaces(MessageUsage, "of")
    def usage_of(original: Any, cls: Any, tally: Any) -> Any:
        return msgspec.structs.replace(original(cls, tally), input_tokens=tally.prompt_tokens)
