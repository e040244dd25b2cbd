"""A block that is damaged takes the whole agent with it.

Nothing wrong is ever used, so every answer is right; only each bad sector costs a conversation of hours.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.reader",
    breaks=["PER-5"],
    noticed_by={"persistence/damage [5]": "reused tokens from disk"},
)
def seed() -> None:
    from system.engine.cache.damage import DamageError
    from system.engine.cache.reader import Reader

    @replaces(Reader, "_give_up")
    def give_up(original: Any, self: Any, agent: Any, block: Any, damage: Any) -> None:
        original(self, agent, block, DamageError(damage.reason, damage.message, folder=True))
