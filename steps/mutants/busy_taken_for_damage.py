"""A cache that can't be opened for want of file handles is taken for a damaged one, and set aside.

The answer is right, and the next one too. But what was kept of the agent is gone for good, because for a
second too many connections were open.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.disk",
    breaks=["PER-1", "PER-5"],
    noticed_by={
        "persistence/outliving [8]": "was 'hot'",
    },
)
def seed() -> None:
    from system.engine.cache import disk

    # Seeded at a moment when files can be opened: the note that it ran is one, too.
    @replaces(disk.Disk, "__init__")
    def start(original: Any, self: Any, home: Any, fingerprint: Any, model_id: Any, secret: Any) -> None:
        original(self, home, fingerprint, model_id, secret)
        disk.passes = lambda error: False  # type: ignore[attr-defined]
