"""A directory held open by its descriptor, with files that are written whole or not at all.

Nothing here follows a symbolic link below the descriptor it starts from: a link planted in place of a folder
or a file is an error, never somewhere else's content. Directories are 0700 and files 0600 whatever the umask.
"""

import errno
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from system.engine.cache.damage import DamageError, Reason
from system.home import private_directory

TEMPORARY = ".tmp"

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


class Folder:
    """Owns descriptor `fd`; use it as a context. Every method raises OSError."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    @classmethod
    def at(cls, path: Path) -> Self:
        """The directory at `path`, made if need be (its parent is there)."""
        private_directory(path)
        return cls(os.open(path, _DIRECTORY))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        os.close(self.fd)

    def open(self, name: str) -> Self:
        """A directory in this one; a link in its place is ELOOP."""
        try:
            return type(self)(os.open(name, _DIRECTORY, dir_fd=self.fd))
        except NotADirectoryError as error:
            if stat.S_ISLNK(os.stat(name, dir_fd=self.fd, follow_symlinks=False).st_mode):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name) from error
            raise

    def make(self, name: str) -> Self:
        """A directory in this one, made durably if need be."""
        try:
            os.mkdir(name, 0o700, dir_fd=self.fd)
        except FileExistsError:
            return self.open(name)
        folder = self.open(name)
        os.fchmod(folder.fd, 0o700)
        self.sync()
        return folder

    def names(self) -> list[str]:
        """What is in it, sorted."""
        return sorted(os.listdir(self.fd))  # noqa: PTH208

    def read(self, name: str, most_bytes: int) -> bytes:
        """A plain file's bytes, at most `most_bytes` and one more, so that a longer file shows.

        Raises DamageError when it is not a plain file; a FIFO is not waited for.
        """
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self.fd)
        try:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                raise DamageError(Reason.FOREIGN, f"{name} is not a plain file")
            return _read_fully(fd, most_bytes + 1)
        finally:
            os.close(fd)

    def has(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return os.stat(name, dir_fd=self.fd, follow_symlinks=False).st_size

    def write(self, name: str, parts: Sequence[bytes | memoryview]) -> None:
        """Put a whole file in place, durable but for its name: `sync` makes that durable too."""
        temporary = name + TEMPORARY
        try:
            fd = os.open(
                temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600, dir_fd=self.fd
            )
            try:
                os.fchmod(fd, 0o600)
                for part in parts:
                    _write_fully(fd, part)
                os.fsync(fd)
            finally:
                os.close(fd)
            os.rename(temporary, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)
        except OSError:
            with suppress(OSError):
                self.remove(temporary)
            raise

    def link(self, name: str, source: "Folder", source_name: str) -> None:
        """Give a file of another folder a name in this one, durable once this one is synced."""
        self.remove(name)
        os.link(source_name, name, src_dir_fd=source.fd, dst_dir_fd=self.fd, follow_symlinks=False)

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self.fd)

    def remove_folder(self, name: str) -> None:
        """Remove an empty directory; one that is gone already is fine."""
        with suppress(FileNotFoundError):
            os.rmdir(name, dir_fd=self.fd)

    def sync(self) -> None:
        os.fsync(self.fd)


def _read_fully(fd: int, most_bytes: int) -> bytes:
    """What is there is what is allocated: the size is taken from the file, never from its content."""
    left = min(os.fstat(fd).st_size, most_bytes)
    parts = []
    while left and (part := os.read(fd, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)  # of one part, which is the rule, this is no copy


def _write_fully(fd: int, part: bytes | memoryview) -> None:
    view = memoryview(part)
    while view:
        view = view[os.write(fd, view) :]
