"""A check of somebody's own model is run on the bundled one.

The table has a column for their model, all of it proven, and nothing in it is true of it.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "reports.models",
    breaks=["POR-4"],
    noticed_by={
        "reports/models [1]": 'says "error"',
    },
)
def seed() -> None:
    from reports import models, plan

    @replaces(models, "_on")
    def on(original: Any, model: Any, selection: Any) -> Any:
        asked = original(model, selection)
        return plan.Selection(asked.paths, asked.tags, selection.userdata)
