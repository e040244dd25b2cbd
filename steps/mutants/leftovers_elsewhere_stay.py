"""What a crash left among another model's caches stays when a server opens the home.

Every model looks after its own leftovers once it serves again. One that never does keeps them for good: the
disk fills with what no manifest names, and whoever counts the caches finds a fault that no repair takes away.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.other_models",
    breaks=["PER-6"],
    noticed_by={
        "persistence/other_models [6]": "the server's own count of its caches finds no problem",
    },
)
def seed() -> None:
    from system.engine.cache import other_models

    @replaces(other_models, "tidy_elsewhere")
    def tidy(original: Any, own: Any, secret: Any) -> None:
        return None
