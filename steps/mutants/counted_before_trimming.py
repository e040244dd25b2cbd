"""Usage says what the cache held, not what was used of it.

The count is taken before the last block is cut back to where the prompts part. Answers are right; bills are
not, and whoever looks for a leak by the counts finds one that is not there.
"""

from typing import Any

import msgspec

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["PER-7"],
    noticed_by={
        "persistence/warm_and_cold [1] with another token in place 200": "reused 199 tokens",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "add")
    def add(original: Any, self: Any, prepared: Any) -> None:
        begun = len(self.events)
        original(self, prepared)
        end = prepared.match.end if prepared.match else None
        if end is not None:
            held = min(end.block.start + end.block.tokens, len(prepared.tokens) - 1)
            self.events[begun] = msgspec.structs.replace(self.events[begun], cached_tokens=held)
