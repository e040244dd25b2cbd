"""A window is taken up one token further than it stood.

Each token's place is turned into its keys. With all of them one off, the model looks at what it remembers as
if something unsaid lay in between: the text is mostly the same, how sure it is of it is not.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.kinds",
    breaks=["PER-7"],
    noticed_by={
        "persistence/snapshots [1] with a window, a prompt to the letter": "is what a server that never met",
        "persistence/snapshots [2] to the letter": "is what a server that never met",
    },
)
def seed() -> None:
    from system.engine.cache import kinds

    @replaces(kinds, "fill")
    def fill(original: Any, cache: Any, arrays: Any, tokens: Any) -> Any:
        original(cache, arrays, tokens + 1)
