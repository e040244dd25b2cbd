"""Whoever looks for models leaves a mark in the cache, for the next time.

It is somebody else's folder: other programs check what lies there, and it may be read-only.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.serving.hub",
    breaks=["POR-3"],
    noticed_by={"portfolio/discovery [1]": "nobody has written in that cache"},
)
def seed() -> None:
    from system.serving import hub

    @replaces(hub, "_refs")
    def refs(original: Any, folder: Any) -> dict[str, str]:
        for file in folder.rglob("*"):
            file.open("ab").close()
        found: dict[str, str] = original(folder)
        return found
