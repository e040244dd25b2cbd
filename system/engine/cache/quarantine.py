"""Where what does not verify is set aside: HOME/quarantine/<utc>-<agent digest>-<reason>/, and why.

Nothing there is read again. It is kept for whoever wants to know what happened, the newest entries only.
"""

import logging
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

import msgspec

from system.engine.cache.damage import DamageError
from system.home import private_directory, quarantine_directory

MAX_ENTRIES = 64

logger = logging.getLogger(__name__)


class Entry(msgspec.Struct, frozen=True):
    """reason.json: what was wrong, with which file of which agent (by digest) and model. Never any text."""

    reason: str
    detail: str
    file: str
    agent_digest: str
    model: str
    fingerprint: str
    time: float


class Quarantine:
    """Sets things aside for one store; counting them is the store's."""

    def __init__(self, home: Path, model_id: str, fingerprint: str, clock: Callable[[], float]) -> None:
        self._root = quarantine_directory(home)
        self._model_id = model_id
        self._fingerprint = fingerprint
        self._clock = clock
        self._lock = Lock()

    def take(self, path: Path, damage: DamageError, agent_digest: str) -> None:
        """Move what is at `path` away. Where that is not permitted, the log says so and it stays unused."""
        entry = Entry(
            reason=damage.reason,
            detail=damage.message,
            file=path.name,
            agent_digest=agent_digest,
            model=self._model_id,
            fingerprint=self._fingerprint,
            time=self._clock(),
        )
        facts = {
            "reason": entry.reason,
            "detail": entry.detail,
            "file": entry.file,
            "agent_digest": agent_digest,
        }
        logger.warning("cache quarantined", extra=facts)
        try:
            with self._lock:
                self._move(path, entry)
        except OSError as error:
            logger.exception("cache not moved to quarantine", extra=facts | {"error": str(error.strerror)})

    def _move(self, path: Path, entry: Entry) -> None:
        private_directory(self._root)
        target = self._new_entry(entry)
        reason = os.open(target / "reason.json", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(reason, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(entry)) + b"\n")
        with suppress(FileNotFoundError):
            _take_permission(path)
            shutil.move(path, target / path.name)
        others = sorted(each for each in self._root.iterdir() if each != target)
        for old in others[: 1 - MAX_ENTRIES]:
            shutil.rmtree(old, ignore_errors=True)

    def _new_entry(self, entry: Entry) -> Path:
        """A folder of its own; sorted by name, entries are sorted by time."""
        micros = int(entry.time * 1e6)
        while True:
            utc = time.strftime("%Y%m%dT%H%M%S", time.gmtime(micros // 1_000_000))
            target = self._root / f"{utc}.{micros % 1_000_000:06d}Z-{entry.agent_digest}-{entry.reason}"
            with suppress(FileExistsError):
                target.mkdir(mode=0o700)
                target.chmod(0o700)
                return target
            micros += 1


def _take_permission(path: Path) -> None:
    """A folder can only be moved by who may write to it."""
    if path.is_dir() and not path.is_symlink():
        path.chmod(0o700)
