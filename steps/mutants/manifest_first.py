"""The manifest is on disk before the blocks that it names.

Then the folder looks complete all the time, and in the end it is. A server that is killed in between finds
a manifest that names files which are not there.
"""

from typing import Any

from reports.mutation import defect, replaces


class Later:
    """A folder in which everything but the manifest is written last."""

    def __init__(self, folder: Any) -> None:
        self._folder = folder
        self._rest: list[tuple[str, list[bytes]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._folder, name)

    def write(self, name: str, parts: Any) -> None:
        """Write the manifest now, and what it names when it is there."""
        if name == "manifest.json":
            self._folder.write(name, parts)
        else:
            self._rest.append((name, [bytes(part) for part in parts]))

    def write_the_rest(self) -> None:
        """What has waited."""
        for name, parts in self._rest:
            self._folder.write(name, parts)


@defect(
    "system.engine.cache.writer",
    breaks=["PER-6"],
    noticed_by={
        "persistence/crashes [1]": "every agent resumed its last complete turn",
    },
)
def seed() -> None:
    from system.engine.cache.writer import Writer

    @replaces(Writer, "_write")
    def write(original: Any, self: Any, agent: Any, draft: Any, folder: Any) -> None:
        later = Later(folder)
        original(self, agent, draft, later)
        later.write_the_rest()
