"""What can happen to a file on disk, by the words that the features use for it."""

import base64
import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from steps.drivers.rights import modes_hold

NEWER = 999
BLOCK_VERSION_AT = 8
"""Where a block file gives its format's version: 4 bytes, little-endian."""


class NotPossibleError(Exception):
    """This machine cannot do that."""


def damage(path: Path, how: str) -> None:
    """Do to the file what `how` says. Raises NotPossibleError where the machine does not allow it."""
    DAMAGES[how](path)


def exchange(one: Path, other: Path) -> None:
    """Let two files, or two folders' contents, change places."""
    aside = one.with_name(f"{one.name}.aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def _cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _change_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 0x04
    path.write_bytes(content)


def _change_with_checksum(path: Path) -> None:
    """What an attacker does who has read how a manifest names its blocks: SHA-256, cut to 16 bytes."""
    manifest = path.with_name("manifest.json")
    before = checksum(path)
    content = bytearray(path.read_bytes())
    content[-1000:] = bytes(1000)
    path.write_bytes(content)
    said = manifest.read_text()
    assert before in said, f"{manifest} does not name the checksum of {path.name}"
    manifest.write_text(said.replace(before, checksum(path)))


def checksum(path: Path) -> str:
    """A block file's, as a manifest has it."""
    return base64.b64encode(sha256(path.read_bytes()).digest()[:16]).decode()


def _make_newer(path: Path) -> None:
    """A manifest or a block of a format that this server cannot know yet."""
    if path.suffix == ".kv":
        with path.open("r+b") as block:
            block.seek(BLOCK_VERSION_AT)
            block.write(NEWER.to_bytes(4, "little"))
        return
    manifest = json.loads(path.read_text())
    version = next(name for name in ("version", "format_version", "format") if name in manifest)
    path.write_text(json.dumps({**manifest, version: NEWER}))


def _make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link_to_a_copy(path: Path) -> None:
    copy = path.parents[4] / f"copy of {path.name}"
    shutil.move(path, copy)
    path.symlink_to(copy)


def _forbid_reading(path: Path) -> None:
    if not modes_hold():
        raise NotPossibleError("the server runs as root here, who can read everything")
    path.chmod(0)


def _copy(path: Path) -> None:
    """Beside it, under a number that no block has."""
    shutil.copy(path, path.with_name("fffffff0.kv"))


def _allow_reading(path: Path) -> None:
    path.chmod(0o644)


def _grow(path: Path) -> None:
    """Zeros that take no room on the disk, and all of it in memory."""
    os.truncate(path, 2_000_000_000)


def _nest(path: Path) -> None:
    path.write_text(1_000_000 * '{"a":' + "1" + 1_000_000 * "}")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "cut in half": _cut_in_half,
    "emptied": _empty,
    "changed in one bit": _change_a_bit,
    "changed with its checksum": _change_with_checksum,
    "of a newer version": _make_newer,
    "missing": Path.unlink,
    "a folder": _make_a_folder,
    "a link to a copy of it": _link_to_a_copy,
    "unreadable": _forbid_reading,
    "there twice": _copy,
    "readable by others": _allow_reading,
    "grown to 2 GB": _grow,
    "nested a million deep": _nest,
}
