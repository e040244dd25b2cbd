"""That a tool failed is read, checked, and not told to the model.

Chat templates know no failed results, so there is no place to put it. The model takes what the failed call
left behind for its result.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.api.anthropic.messages",
    breaks=["WIR-2", "WIR-5"],
    noticed_by={
        "wire/anthropic [12] an error": "the last prompt has more tokens than the one before",
    },
)
def seed() -> None:
    from system.api.anthropic import messages

    @replaces(messages, "_result")
    def result(original: Any, block: Any, where: Any) -> Any:
        return original(msgspec.structs.replace(block, is_error=None), where)
