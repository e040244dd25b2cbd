"""Other models' caches in the same home: kept for when their model returns, within a budget of their own."""

import fcntl
import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path

from system.engine.cache.digests import owner_digest, tenant_folder
from system.engine.cache.disk import TRASH
from system.engine.cache.elsewhere import others, tidy_elsewhere
from system.engine.cache.folder import Folder
from system.engine.messages import Owner
from system.errors import HomeError

logger = logging.getLogger(__name__)


def hold_other_models(own: Path, secret: bytes, budget_bytes: int) -> None:
    """Remove whole models' caches beside `own`, the longest unused first, until the rest fit the budget.

    Of what stays, what a crash has left is removed.

    What can't be read or removed, or is in use by another engine, is left alone and the log says so.
    """
    used = sorted(((*_use(path), path) for path in others(own)), reverse=True)
    total = 0
    for _, size, path in used:
        total += size
        if total > budget_bytes:
            _remove(path, size)
    tidy_elsewhere(own, secret)


def forget_elsewhere(own: Path, secret: bytes, owner: Owner) -> bool:
    """Remove an agent's folder from other models' caches beside `own`; whether there was one.

    A model that another engine works with is left to that engine. Raises HomeError.
    """
    try:
        forgotten = [_forget(path, secret, owner) for path in others(own)]
    except OSError as error:
        raise HomeError(f"another model's cache of it can't be removed: {error.strerror}") from error
    return any(forgotten)


def _forget(path: Path, secret: bytes, owner: Owner) -> bool:
    with Folder.at(path) as root:
        try:
            fcntl.flock(root.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        with suppress(FileNotFoundError):
            shutil.rmtree(path / TRASH)
        try:
            with root.open(tenant_folder(secret, owner.tenant)) as folder:
                os.rename(owner_digest(secret, owner), TRASH, src_dir_fd=folder.fd, dst_dir_fd=root.fd)
                folder.sync()
        except FileNotFoundError:
            return False
        shutil.rmtree(path / TRASH)
        return True


def _use(path: Path) -> tuple[float, int]:
    """When something in it was last saved, and its size in bytes, as far as both can be seen."""
    latest = 0.0
    sizes: dict[int, int] = {}
    for folder, _, names in os.walk(path):
        with suppress(FileNotFoundError):  # another engine may be at work there
            latest = max(latest, Path(folder).lstat().st_mtime)
            files = [(Path(folder) / name).lstat() for name in names]
            sizes |= {file.st_ino: file.st_size for file in files}  # agents share files by links
    return latest, sum(sizes.values())


def _remove(path: Path, size: int) -> None:
    facts = {"model_fingerprint": path.name, "bytes": size}
    try:
        with Folder.at(path) as folder:
            fcntl.flock(folder.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)
    except OSError as error:
        logger.warning("another model's caches kept over budget", extra=facts | {"error": str(error)})
    else:
        logger.info("another model's caches removed", extra=facts)
