"""A model's name stands for the revision whose commit comes first, whatever main says.

On every machine with one revision that is the same. Whoever has updated a model goes on being served the old
one, or one that was only tried.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.hub",
    breaks=["POR-1"],
    noticed_by={"portfolio/discovery [3]": 'of "acme/tulip" it holds'},
)
def seed() -> None:
    from system.serving import hub

    @replaces(hub, "_default")
    def default(original: Any, found: dict[str, Any], refs: dict[str, str]) -> str | None:
        return min(found, default=None)
