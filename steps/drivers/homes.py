"""A home that no server uses any more: what its manifests name, held against the files that are there."""

import fcntl
import json
from collections.abc import Iterator
from pathlib import Path

from steps.drivers.cachefiles import MANIFEST
from steps.drivers.damage import checksum

BLOCK_ID, FILE_BYTES, CHECKSUM = 0, 4, 7
"""Where a block in a manifest has its number, its file's size, and its file's checksum."""


def faults(home: Path, *, in_order: bool) -> list[str]:
    """A sentence for each file that is not as its manifest says; none where another server has the home.

    A server that did not end `in_order` may leave files that no manifest names, and folders without one.
    """
    lock = home / "lock"
    if not lock.is_file():
        return []
    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return []
        return [fault for folder in sorted(home.glob("caches/*/*/*")) for fault in _faults(folder, in_order)]


def _faults(folder: Path, in_order: bool) -> Iterator[str]:
    there = {path.name for path in folder.iterdir()}
    if MANIFEST not in there:
        if in_order:
            yield f"{folder} has no manifest"
        return
    blocks = json.loads((folder / MANIFEST).read_text())["blocks"]
    for block in blocks:
        yield from _block(folder / f"{block[BLOCK_ID]:08x}.kv", block[FILE_BYTES], block[CHECKSUM])
    named = {MANIFEST, *(f"{block[BLOCK_ID]:08x}.kv" for block in blocks)}
    if in_order:
        yield from (f"{folder / name} is named by no manifest" for name in sorted(there - named))


def _block(file: Path, nbytes: int, expected: str) -> Iterator[str]:
    if not file.is_file():
        yield f"{file} is not there"
    elif file.stat().st_size != nbytes:
        yield f"{file} has {file.stat().st_size} bytes, its manifest says {nbytes}"
    elif checksum(file) != expected:
        yield f"{file} does not have the checksum that its manifest says"
