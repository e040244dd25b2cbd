"""A directory that nobody may write in: what is in it, and who opened any of it for writing meanwhile.

Two readings would miss a file that was opened for writing and closed unchanged. Linux tells of that
(`inotify(7)`: IN_CLOSE_WRITE), whichever process did it, before the closing returns: nothing has to be waited
for. Elsewhere only the two readings are compared.
"""

import ctypes
import hashlib
import os
import struct
import sys
from pathlib import Path

EVENT = struct.Struct("iIII")
BUFFER_BYTES = 1 << 16
WRITTEN = {
    0x002: "was written to",
    0x004: "was changed",
    0x008: "was opened for writing",
    0x040: "was moved away",
    0x080: "was moved here",
    0x100: "was made",
    0x200: "was removed",
}


class Untouched:
    """A directory and all below it, from now on."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._before = listing(directory)
        self._watched: dict[int, Path] = {}
        self._events = self._watch() if sys.platform == "linux" else None

    def faults(self) -> list[str]:
        """What was done to it since, a sentence each."""
        now = listing(self._directory)
        changed = sorted(self._before.items() ^ now.items())
        differences = [f"{name} is not what it was" for name in dict.fromkeys(name for name, _ in changed)]
        return [*differences, *self.writes()]

    def close(self) -> None:
        if self._events is not None:
            os.close(self._events)

    def _watch(self) -> int:
        libc = ctypes.CDLL(None, use_errno=True)
        events = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        assert events >= 0, os.strerror(ctypes.get_errno())
        for folder in [self._directory, *(each for each in self._directory.rglob("*") if each.is_dir())]:
            watch = libc.inotify_add_watch(events, os.fsencode(folder), sum(WRITTEN))
            assert watch >= 0, os.strerror(ctypes.get_errno())
            self._watched[watch] = folder
        return events

    def writes(self) -> list[str]:
        """What was written in it since this was asked last; none where the kernel does not tell."""
        told: list[str] = []
        while content := self._read():
            while content:
                watch, mask, _, length = EVENT.unpack_from(content)
                name = content[EVENT.size : EVENT.size + length].rstrip(b"\0")
                path = self._watched[watch] / os.fsdecode(name)
                told += [f"{path} {what}" for bit, what in WRITTEN.items() if mask & bit]
                content = content[EVENT.size + length :]
        return told

    def _read(self) -> bytes:
        try:
            return b"" if self._events is None else os.read(self._events, BUFFER_BYTES)
        except BlockingIOError:
            return b""


def listing(directory: Path) -> dict[str, str]:
    """All below a directory by its name: kind, size, time of change, and what it holds or where it leads."""
    return {str(path.relative_to(directory)): _entry(path) for path in sorted(directory.rglob("*"))}


def _entry(path: Path) -> str:
    status = path.lstat()
    if path.is_symlink():
        held = str(path.readlink())
    else:
        held = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return f"{status.st_mode:o} {status.st_size} {status.st_mtime_ns} {held}"
