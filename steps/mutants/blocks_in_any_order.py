"""Blocks are taken in the order in which they were read, not in which they belong.

They are read beside one another, and whichever is verified first comes first. Each of them is whole and the
agent's own: nothing is reported, and a long conversation comes back shuffled.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.reader",
    breaks=["PER-2", "PER-7"],
    noticed_by={
        "persistence/resuming [5]": "Ada's answer is what",
    },
)
def seed() -> None:
    from system.engine.cache.reader import Reader

    @replaces(Reader, "read")
    def read(original: Any, self: Any, agent: Any, blocks: Any) -> Any:
        found = original(self, agent, blocks)
        alike = [block for block in found if block.tokens == blocks[0].tokens]
        shuffled = dict(zip(alike, [found[block] for block in reversed(alike)], strict=True))
        for block, contents in shuffled.items():
            block.contents = contents
        return found | shuffled
