"""What a server writes to disk, told from the files themselves: new ones, and old ones written again."""

from pathlib import Path

Snapshot = dict[Path, tuple[int, int]]


def snapshot(home: Path) -> Snapshot:
    """Every file's inode and time of change, in nanoseconds."""
    found = [(path, path.stat()) for path in home.rglob("*") if path.is_file()]
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found}


def written_since(before: Snapshot, home: Path) -> int:
    """The bytes of every file that is new or was written again since."""
    return sum(path.stat().st_size for path, state in snapshot(home).items() if before.get(path) != state)
