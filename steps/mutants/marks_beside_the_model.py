"""The engine opens a model's files for writing too, and writes nothing.

No byte changes, so no comparison notices. In a cache that is mounted read-only, no model loads.
"""

from typing import Any

from reports.mutation import defect, replaces


@defect(
    "system.fingerprint",
    breaks=["POR-3"],
    noticed_by={"portfolio/serving [1]": "nobody has written in that cache"},
)
def seed() -> None:
    from system import fingerprint

    @replaces(fingerprint, "_add")
    def add(original: Any, digest: Any, path: Any) -> None:
        path.open("ab").close()
        original(digest, path)
