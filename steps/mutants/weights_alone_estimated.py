"""A model takes what its weights take; its conversations are forgotten.

It fits when it is loaded. The first long prompts take the rest of the machine.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.gate",
    breaks=["POR-2"],
    noticed_by={
        "portfolio/memory [2]": "the memory of",
        "portfolio/memory [3] What does not fit is refused with both figures: assay run": "it ends with",
    },
)
def seed() -> None:
    from system.serving import gate

    @replaces(gate, "cache_bytes")
    def cache_bytes(original: Any, config: Any, context_tokens: int, item_bytes: int) -> int:
        return 0
