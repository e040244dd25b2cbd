"""Where what does not verify is set aside: HOME/quarantine/<utc>-<agent digest>-<reason>/, with a reason.json.

Nothing there is read again; it is kept for whoever wants to know what happened, the newest entries only.
"""

import logging
import shutil
import time
from contextlib import suppress
from pathlib import Path

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


def set_aside(home: Path, path: Path, entry: Entry) -> None:
    """Move what is at `path` away; where even that is not permitted, the log says so and it stays unused."""
    extra = {"reason": entry.reason, "detail": entry.detail, "file": entry.file}
    extra["agent_digest"] = entry.agent_digest
    logger.warning("cache quarantined", extra=extra)
    try:
        target = _new_entry(home, entry)
        (target / "reason.json").write_bytes(msgspec.json.format(msgspec.json.encode(entry)))
        with suppress(FileNotFoundError):
            shutil.move(path, target / path.name)
        _forget_oldest(quarantine_directory(home))
    except OSError as error:
        logger.exception("cache not moved to quarantine", extra=extra | {"error": str(error.strerror)})


def entry_for(
    damage: DamageError, *, file: str, agent: str, model: str, fingerprint: str, now: float
) -> Entry:
    return Entry(damage.reason, damage.message, file, agent, model, fingerprint, now)


def _new_entry(home: Path, entry: Entry) -> Path:
    root = quarantine_directory(home)
    private_directory(root)
    micros = int(entry.time * 1e6)
    while True:
        utc = time.strftime("%Y%m%dT%H%M%S", time.gmtime(micros // 1_000_000))
        target = root / f"{utc}.{micros % 1_000_000:06d}Z-{entry.agent_digest}-{entry.reason}"
        with suppress(FileExistsError):
            target.mkdir(mode=0o700)
            target.chmod(0o700)
            return target
        micros += 1


def _forget_oldest(root: Path) -> None:
    for old in sorted(root.iterdir())[:-MAX_ENTRIES]:
        shutil.rmtree(old)
