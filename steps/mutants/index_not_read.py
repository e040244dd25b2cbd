"""The weights that are there are whole, and nobody asks the index which should be.

A model of two shards of which one came looks like a smaller model.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.weights",
    breaks=["POR-5"],
    noticed_by={"portfolio/discovery [1]": "of these models it says"},
)
def seed() -> None:
    from system.serving import weights

    @replaces(weights, "_named")
    def named(original: Any, directory: Any) -> dict[str, set[str]]:
        return {}
