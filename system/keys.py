"""The keys file: who may use the server, each key by its hash, never by itself.

A JSON object, `{"keys": [{"name": "ada", "role": "user", "sha256": "...", "requests_per_minute": 60}]}`. A
key's name is the tenant's: keys of one name share agents and limits, so that a new key can come before the
old one goes. A key is 256 random bits, which is why a plain SHA-256 of it tells nobody anything. Only the
owner may read the file; who writes it replaces it whole, holding the empty file `.NAME.lock` beside it.
"""

import errno
import logging
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from filelock import FileLock, Timeout
from msgspec import Meta

from system.errors import KeysError

log = logging.getLogger(__name__)

PREFIX = "assay-"
KEY_BYTES = 32
ID_CHARACTERS = 12
MAX_KEYS = 10_000
CHANGE_SECONDS = 10.0
OTHERS = stat.S_IRWXG | stat.S_IRWXO

Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")]
Limit = Annotated[int, Meta(ge=1, le=10**9)]


class Limits(msgspec.Struct, frozen=True):
    """What the keys of one name may do together; None is without limit."""

    requests_per_minute: Limit | None = None
    tokens_per_minute: Limit | None = None
    concurrent_requests: Limit | None = None

    def or_else(self, default: "Limits") -> "Limits":
        """These, and of `default` those that are not named here."""
        return Limits(
            self.requests_per_minute or default.requests_per_minute,
            self.tokens_per_minute or default.tokens_per_minute,
            self.concurrent_requests or default.concurrent_requests,
        )


class Key(Limits, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One entry of the file."""

    name: Name
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    role: Literal["user", "admin"] = "user"

    @property
    def id(self) -> str:
        """What tells keys of one name apart."""
        return self.sha256[:ID_CHARACTERS]

    @property
    def rights(self) -> tuple[str, Limits]:
        """What it allows, which is the same for all keys of one name."""
        return self.role, self.or_else(Limits())


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    keys: Annotated[list[Key], Meta(max_length=MAX_KEYS)] = []


class KeysFile:
    """A keys file as it is at every moment: read again when it has changed."""

    def __init__(self, path: Path) -> None:
        """Raises KeysError for a file that can't be used, or that holds no key."""
        self._path = path
        self._version = _version(path)
        self._keys = read_keys(path)
        if not self._keys:
            raise KeysError(f"{path} holds no key: make one with `assay keys add NAME --file {path}`")

    def current(self) -> list[Key]:
        """The keys of this moment, the same list until the file changes.

        One that can't be used any more is told in the log and leaves the keys that were read last.
        """
        version = _version(self._path)
        if version != self._version:
            before, self._version = self._version, version
            try:
                self._keys = read_keys(self._path)
            except KeysError as error:
                log.error("keys_not_read", extra={"reason": error.message})  # noqa: TRY400 - no defect
                if _passes(error.__cause__):
                    self._version = before
            else:
                log.info("keys_read", extra={"keys": len(self._keys)})
        return self._keys


def _passes(cause: BaseException | None) -> bool:
    """Whether a file could not be read for want of something that will be there again."""
    return isinstance(cause, OSError) and cause.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def read_keys(path: Path) -> list[Key]:
    """What a keys file holds. Raises KeysError: it is missing, others can read it, or it is no keys file."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except OSError as error:
        raise KeysError(f"{path} can't be read: {error.strerror}") from error
    check_private(path, mode)
    try:
        keys = msgspec.json.decode(content, type=Keys).keys
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise KeysError(f"{path} is no keys file: {error}") from error
    _check_names(path, keys)
    return keys


def write_keys(path: Path, keys: Sequence[Key]) -> None:
    """Put a keys file in the place of the one before, whole or not at all. Raises KeysError."""
    content = msgspec.json.format(msgspec.json.encode(Keys(list(keys))), indent=2) + b"\n"
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise KeysError(f"{path} can't be written: {error.strerror}") from error


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Keep other commands from changing a keys file between what is read here and what is written.

    Raises KeysError where another has it for longer than any command takes, or nothing can be written there.
    """
    lock = path.with_name(f".{path.name}.lock")
    try:
        with FileLock(lock, timeout=CHANGE_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        raise KeysError(f"{path} is being changed by another command: try again") from error
    except OSError as error:
        raise KeysError(f"{path} can't be written: {error.strerror}") from error


def new_key() -> str:
    """A key that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def digest(key: str) -> str:
    """A key's hash as the file has it.

    >>> digest("assay")[:8]
    '9b2153df'
    """
    return sha256(key.encode()).hexdigest()


def check_private(path: Path, mode: int) -> None:
    """Raises KeysError for a file of keys that anybody but its owner may read or write."""
    if mode & OTHERS:
        raise KeysError(f"others can read or write {path} (mode {mode:o}): chmod 600 {path}")


def _check_names(path: Path, keys: Sequence[Key]) -> None:
    """Raises KeysError unless keys of one name may do the same, and each key is one name's."""
    firsts: dict[str, Key] = {}
    names: dict[str, str] = {}
    for key in keys:
        if names.setdefault(key.sha256, key.name) != key.name:
            raise KeysError(f"{path}: {key.name} and {names[key.sha256]} have the same key ({key.id})")
        if firsts.setdefault(key.name, key).rights != key.rights:
            raise KeysError(f"{path}: the keys of {key.name} differ in role or limits")


def _version(path: Path) -> object:
    """What changes when the file does; None where there is none."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_mode
