"""The agents' folders of models that do not serve, held against their manifests.

What one of these models left half done in a crash is removed when any model opens the home, so that what a
check finds later is no crash's. A model that another engine works with is left to that engine.
"""

import fcntl
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from system.engine.cache import manifest
from system.engine.cache.block import block_filename
from system.engine.cache.damage import DamageError, Reason, damage_of
from system.engine.cache.disk import TRASH
from system.engine.cache.folder import TEMPORARY, Folder
from system.engine.cache.opening import OWN_FILE

logger = logging.getLogger(__name__)


def check_elsewhere(own: Path, secret: bytes) -> Iterator[str]:
    """One sentence for each file beside `own` that is not as its manifest says."""
    try:
        models = others(own)
    except OSError as error:
        yield f"{own.parent} can't be read: {error.strerror}"
        return
    for path in models:
        try:
            with _locked(path) as root:
                yield from (f"model {path.name}: {problem}" for problem in _model(root, path.name, secret))
        except BlockingIOError:
            continue
        except OSError as error:
            yield f"model {path.name}: {error.filename or path} can't be read: {error.strerror}"


def tidy_elsewhere(own: Path, secret: bytes) -> None:
    """Remove what a crash has left beside `own`: files of Assay's that a sound manifest does not name."""
    for path in others(own):
        try:
            with _locked(path) as root:
                shutil.rmtree(path / TRASH, ignore_errors=True)
                for tenant, name in _agents(root):
                    _tidy(root, tenant, name, path.name, secret)
        except OSError as error:
            facts = {"model_fingerprint": path.name, "error": str(error)}
            logger.warning("another model's caches not looked over", extra=facts)


def others(own: Path) -> list[Path]:
    """Every other model's directory in the home."""
    return [path for path in own.parent.iterdir() if path != own and path.is_dir() and not path.is_symlink()]


@contextmanager
def _locked(path: Path) -> Iterator[Folder]:
    """The model's directory, which no engine works with meanwhile. Raises BlockingIOError where one does."""
    with Folder.at(path) as root:
        fcntl.flock(root.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield root


def _agents(root: Folder) -> Iterator[tuple[str, str]]:
    """Each agent's folder, with its tenant's. Raises OSError."""
    for tenant in root.names():
        if tenant != TRASH:
            with root.open(tenant) as folder:
                yield from ((tenant, name) for name in folder.names())


def _model(root: Folder, model: str, secret: bytes) -> Iterator[str]:
    for tenant, name in _agents(root):
        try:
            with root.open(tenant) as parent, parent.open(name) as folder:
                for file, there, named in _wrong(folder, name, model, secret):
                    yield f"agent {name}: {file} has {there} bytes on disk, {named} by its manifest"
        except DamageError as error:
            yield f"agent {name}: its manifest can't be used: {error.message}"


def _tidy(root: Folder, tenant: str, name: str, model: str, secret: bytes) -> None:
    with root.open(tenant) as parent, parent.open(name) as folder:
        if set(folder.names()) <= {manifest.FILENAME + TEMPORARY}:
            folder.remove(manifest.FILENAME + TEMPORARY)
            parent.remove_folder(name)
            return
        with suppress(DamageError):  # which is for its own model to set aside
            for file, _, named in _wrong(folder, name, model, secret):
                if named is None and OWN_FILE.fullmatch(file.removesuffix(TEMPORARY)):
                    folder.remove(file)


def _wrong(folder: Folder, name: str, model: str, secret: bytes) -> list[tuple[str, int | None, int | None]]:
    """Files whose size is not what the manifest says: the name and both sizes, None where there is none.

    Raises DamageError where the manifest does not verify, and OSError.
    """
    try:
        data = folder.read(manifest.FILENAME, manifest.MAX_BYTES)
    except FileNotFoundError as error:
        raise damage_of(error) from error
    fingerprint = manifest.fingerprint_of(data)
    if not fingerprint.startswith(model):
        raise DamageError(Reason.FINGERPRINT, "made by another model")
    saved = manifest.decode(data, folder=name, fingerprint=fingerprint, secret=secret)
    named = {block_filename(block.id): block.file_bytes for block in saved.blocks}
    named[manifest.FILENAME] = len(data)
    there = {file: folder.size(file) for file in folder.names()}
    files = sorted(there.keys() | named.keys())
    return [(file, there.get(file), named.get(file)) for file in files if there.get(file) != named.get(file)]
