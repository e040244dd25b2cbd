"""The cache keeps the prompt of a turn and not its answer.

Everything is right, and each turn computes the last answer again. With long answers that is most of the
work.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.batch",
    breaks=["PER-7"],
    noticed_by={
        "persistence/warm_and_cold [3]": "reused the answer before too",
    },
)
def seed() -> None:
    from system.engine.batch import Batch

    @replaces(Batch, "_keep")
    def keep(original: Any, self: Any, request: Any, cache: Any, tokens: Any) -> None:
        original(self, request, cache, tokens[: len(request.prepared.tokens)])
