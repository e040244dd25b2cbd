"""Each turn saves every snapshot that it passes again, also those that the agent has.

Nothing is lost, but of a model with windows a repeated question writes more than it ever asked: megabytes for
an answer that was there.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.engine.cache.snapshots",
    breaks=["PER-8"],
    noticed_by={"persistence/snapshots [13]": "what the server keeps of Ada on disk"},
)
def seed() -> None:
    from system.engine.cache import snapshots

    @replaces(snapshots, "lacking")
    def lacking(original: Any, agent: Any, digests: Any, taken: Any) -> Any:
        return list(taken)
