"""A model of another framework is called broken.

There is nothing wrong with it: it only can't run here. Whoever believes it downloads it again.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.facts",
    breaks=["POR-5"],
    noticed_by={"portfolio/discovery [1]": "of these models it says"},
)
def seed() -> None:
    from system.serving import facts

    @replaces(facts, "_foreign")
    def foreign(original: Any, directory: Any) -> Any:
        return iter(())
