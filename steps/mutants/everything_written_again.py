"""Each turn saves the whole conversation again.

Nothing is lost and nothing is wrong, but a long conversation costs more to save with each short turn, and
the disk wears out.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.store",
    breaks=["PER-8"],
    noticed_by={
        "persistence/saving [4]": "times the bytes of its new tokens",
        "persistence/saving [6]": "times the bytes of its new tokens",
    },
)
def seed() -> None:
    from system.engine.cache import store

    @replaces(store, "departure")
    def departure(original: Any, block: Any, digests: Any, end: Any) -> Any:
        return None
