"""What a server writes to disk, told from the files themselves: new ones, and old ones written again."""

from pathlib import Path

from steps.drivers.deadlines import until

LOOK_SECONDS = 0.0005

Snapshot = dict[Path, tuple[int, int]]


def wait_until_written(before: Snapshot, home: Path, files: int) -> None:
    """Wait until that many files are complete under their own names, new or written again, and not longer."""
    until(
        lambda: len(complete_since(before, home)),
        lambda written: written >= files,
        f"{files} files to be written",
        LOOK_SECONDS,
    )


def complete_since(before: Snapshot, home: Path) -> list[Path]:
    """The files of caches that have come or changed since, without those that are still being written."""
    found = [path for kind in ("*.kv", "manifest.json") for path in home.glob(f"caches/*/*/*/{kind}")]
    return [path for path in found if before.get(path) != (path.stat().st_ino, path.stat().st_mtime_ns)]


def snapshot(home: Path) -> Snapshot:
    """Every file's inode and time of change, in nanoseconds."""
    found = [(path, path.stat()) for path in home.rglob("*") if path.is_file()]
    return {path: (status.st_ino, status.st_mtime_ns) for path, status in found}


def written_since(before: Snapshot, home: Path) -> int:
    """The bytes of every file that is new or was written again since."""
    return sum(path.stat().st_size for path, state in snapshot(home).items() if before.get(path) != state)
