"""A server's disk that takes nothing more, in ways that every machine knows and in ways that need rights."""

import contextlib
import errno
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

from steps.drivers.client import Client
from steps.drivers.damage import NotPossibleError
from steps.drivers.deadlines import until
from steps.drivers.rights import modes_hold
from steps.drivers.server import Server

BALLAST = "ballast"
CHUNK = bytes(1 << 16)


class Disk:
    """One server's. `spoil` it once, and again to make it well."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._heal: Callable[[], None] = lambda: None

    def spoil(self, how: str) -> None:
        """Do what a sentence says. Raises NotPossibleError where this machine can't."""
        self.heal()
        self._server.was_damaged = how != "is well again"
        if self._server.was_damaged:
            self._heal = WAYS[how](self._server)

    def heal(self) -> None:
        """Make it as it was."""
        heal, self._heal = self._heal, lambda: None
        heal()

    def close(self) -> None:
        """The same at the end, whatever has gone meanwhile."""
        with contextlib.suppress(OSError, psutil.Error):
            self.heal()


def small_disk(path: Path, size: int) -> Callable[[], None]:
    """A file system of its own at `path`; what takes it away again. Raises NotPossibleError."""
    path.mkdir(mode=0o700)
    _mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(path))
    return lambda: _unmount(path)


def start_on_a_disk_of(size: int, server: Server) -> None:
    """Start it with a file system of so many bytes for its home. Raises NotPossibleError."""
    server.borrow(small_disk(server.home, size))
    server.start()


def until_warned(client: Client, text: str) -> None:
    """Wait until readiness says yes and warns of this, or of nothing where there is no text."""
    until(
        lambda: client.get("/health/ready")["warnings"],
        lambda warnings: any(text in warning for warning in warnings) if text else not warnings,
        f"the warning {text!r}" if text else "no warning",
        0.05,
    )


def _fill(server: Server) -> Callable[[], None]:
    """Write until there is no byte left."""
    ballast = server.home / BALLAST
    with ballast.open("wb", buffering=0) as file:
        while _took(file.fileno()):
            pass
    return ballast.unlink


def _took(fd: int) -> bool:
    try:
        os.write(fd, CHUNK)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
    return True


def _forbid_writing(server: Server) -> Callable[[], None]:
    """The mode of the tenant's folder no longer lets anybody change it."""
    if not modes_hold():
        raise NotPossibleError("the server runs as root here, who can write everywhere")
    (tenant,) = server.home.glob("caches/*/*")
    tenant.chmod(0o500)
    return lambda: tenant.chmod(0o700)


def _mount_read_only(server: Server) -> Callable[[], None]:
    """The tenant's folder may only be read, as a kernel leaves a disk that it does not trust."""
    (tenant,) = server.home.glob("caches/*/*")
    _mount("--bind", str(tenant), str(tenant))
    try:
        _mount("-o", "remount,ro,bind", str(tenant))
    except NotPossibleError:
        _unmount(tenant)
        raise
    return lambda: _unmount(tenant)


def _limit(resource: str, server: Server) -> Callable[[], None]:
    """The engine may use none of it any more: the kernel refuses, whoever runs it."""
    if not hasattr(psutil.Process, "rlimit"):
        raise NotPossibleError("this system sets no limits for a running process")
    engine, limit = psutil.Process(server.engine_pid()), getattr(psutil, resource)
    before = engine.rlimit(limit)
    engine.rlimit(limit, (0, before[1]))

    def lift() -> None:
        engine.rlimit(limit, before)

    return lift


def _put_a_file_for_a_folder(server: Server) -> Callable[[], None]:
    """The tenant's folder is moved away, and a file has its name."""
    (tenant,) = server.home.glob("caches/*/*")
    away = tenant.rename(server.home / "away")
    tenant.touch(0o600)

    def put_back() -> None:
        tenant.unlink()
        away.rename(tenant)

    return put_back


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPossibleError(f"this machine lets nobody here mount a file system: {done.stderr.strip()}")


def _unmount(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        subprocess.run(["umount", "--lazy", str(path)], capture_output=True, check=False)


WAYS: dict[str, Callable[[Server], Callable[[], None]]] = {
    "is full": _fill,
    "is no longer ours to write": _forbid_writing,
    "is mounted read-only": _mount_read_only,
    "lets no file be opened": partial(_limit, "RLIMIT_NOFILE"),
    "takes no more bytes": partial(_limit, "RLIMIT_FSIZE"),
    "has a file for a folder": _put_a_file_for_a_folder,
}
