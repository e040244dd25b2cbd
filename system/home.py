"""The home directory: whose it is, and the secret that everything in it is keyed with.

    HOME/lock          flock of the server that has the home; holds its pid
    HOME/secret        32 random bytes; keys the tenants' names and every digest and MAC of the caches
    HOME/caches/       agents' caches, one directory for each model's fingerprint
    HOME/quarantine/   what did not verify, with the reason

One server has a home at a time. The lock is the kernel's (flock), so a server that was killed leaves none
behind: the pid in the file only names who holds it. Directories are 0700 and files 0600 whatever the umask.
"""

import fcntl
import os
import secrets
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

from system.errors import HomeError

SECRET_BYTES = 32
TENANT_BYTES = 16
OPEN_TENANT = "open"


@dataclass(frozen=True, slots=True)
class Home:
    """A home this process holds the lock of, until `close`."""

    path: Path
    secret: bytes
    lock: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Take the home at `path`, made if need be.

        Raises HomeError: another server holds it (the message names its pid), or it can't be made or written.
        """
        path = path.expanduser().absolute()
        try:
            private_directory(path)
            lock = _lock(path)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            return cls(path, _ensure_secret(path), lock)
        except BaseException:
            os.close(lock)
            raise

    def tenant(self, api_key: str | None) -> str:
        """The tenant an API key stands for, as it may be stored and sent; `None` is a server without keys.

        >>> home = Home(Path("/nowhere"), bytes(32), -1)
        >>> home.tenant("key"), home.tenant(None)
        ('eeba6164c244a45e791f705cc4d6841a', 'open')
        """
        if api_key is None:
            return OPEN_TENANT
        digest = blake2b(api_key.encode(), key=self.secret, digest_size=TENANT_BYTES, person=b"tenant")
        return digest.hexdigest()

    def named_tenant(self, name: str) -> str:
        """The tenant of the keys of that name, whatever they are. No key is a name, and no name a key.

        >>> Home(Path("/nowhere"), bytes(32), -1).named_tenant("key")
        'db8cac2e8c0a41bddd7292a91cdceebd'
        """
        digest = blake2b(name.encode(), key=self.secret, digest_size=TENANT_BYTES, person=b"named tenant")
        return digest.hexdigest()

    def close(self) -> None:
        """Let the home go. The lock file stays: removing it would race with the next server's flock."""
        os.close(self.lock)


def caches_directory(home: Path) -> Path:
    """Where the agents' caches are, below a home."""
    return home / "caches"


def quarantine_directory(home: Path) -> Path:
    """Where what did not verify is set aside, below a home."""
    return home / "quarantine"


def private_directory(path: Path) -> None:
    """Make `path` a directory only its owner can enter; one that is there already is left as it is.

    Raises OSError.
    """
    if path.is_dir():
        return
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)


def read_secret(home: Path) -> bytes:
    """The 32 bytes of a home's secret; also for a process that does not hold the lock.

    Raises HomeError when the secret is missing, is no plain file, or is not 32 bytes.
    """
    path = home / "secret"
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            secret = file.read(SECRET_BYTES + 1)
    except OSError as error:
        raise _unusable(home, error) from error
    if len(secret) != SECRET_BYTES:
        raise HomeError(
            f"{path} is not a secret of {SECRET_BYTES} bytes: remove it to start with a new one "
            "(what agents had saved with the old one can't be read then)"
        )
    return secret


def _lock(home: Path) -> int:
    """The descriptor that holds the lock. It closes on exec: a child must not keep a dead server's home."""
    path = home / "lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.fchmod(lock, 0o600)
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError as error:
        pid = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(lock)
        raise HomeError(
            f"another server (pid {pid}) uses {home}: stop it, or give this one another home with --home",
            code="home_locked",
        ) from error
    except OSError:
        os.close(lock)
        raise
    return lock


def _ensure_secret(home: Path) -> bytes:
    """The home's secret, made the first time. Only the lock's holder calls this, so nobody else writes it."""
    if os.path.lexists(home / "secret"):
        return read_secret(home)
    try:
        temporary = home / "secret.tmp"
        temporary.unlink(missing_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(home / "secret")
    except OSError as error:
        raise _unusable(home, error) from error
    return read_secret(home)


def _unusable(home: Path, error: OSError) -> HomeError:
    where = error.filename or home
    return HomeError(f"{home} can't be used as Assay's home: {where}: {error.strerror}")
