"""What a server writes to disk, told from the files themselves: new ones, and old ones written again."""

import os
import stat
from pathlib import Path

from steps.drivers.deadlines import until

LOOK_SECONDS = 0.0005

Snapshot = dict[Path, tuple[int, int]]


def wait_until_written(before: Snapshot, home: Path, nbytes: int) -> None:
    """Wait until so many bytes are in files that have come or changed, whole or not, and not longer."""
    until(
        lambda: written_since(before, home),
        lambda written: written >= nbytes,
        f"{nbytes} bytes to be written",
        LOOK_SECONDS,
    )


def snapshot(home: Path) -> Snapshot:
    """Every file's inode and time of change, in nanoseconds."""
    found = ((path, _status(path)) for path in home.rglob("*"))
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found if status}


def written_since(before: Snapshot, home: Path) -> int:
    """The bytes of every file that is new or was written again since."""
    new = (path for path, state in snapshot(home).items() if before.get(path) != state)
    return sum(status.st_size for path in new if (status := _status(path)))


def _status(path: Path) -> os.stat_result | None:
    """A file's; None of a folder, and of what has been renamed or removed meanwhile."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status if stat.S_ISREG(status.st_mode) else None
