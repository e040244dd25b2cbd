"""The agents' folders of one model: HOME/caches/<fingerprint>/<tenant>/<agent digest>/.

`io` is held by whoever changes a folder: the writer while it saves one agent, and a deletion, an eviction or
a quarantine. Reading needs no lock: blocks are never rewritten. Who needs both locks takes `io` first, then
the state's.
"""

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

from system.engine.cache import block_file, manifest
from system.engine.cache.agent import Agent
from system.engine.cache.block import Block, Contents, File
from system.engine.cache.damage import damage_of, passes
from system.engine.cache.digests import tenant_folder
from system.engine.cache.folder import Folder
from system.engine.cache.manifest import Manifest
from system.errors import HomeError
from system.home import caches_directory, private_directory

LOCK_TIMEOUT_SECONDS = 10.0

TRASH = ".deleted"


class Disk:
    """Owns the model's directory, and locks it against the engine of a server that is still on its way out.

    Raises HomeError when the directory can't be made or is another engine's.
    """

    def __init__(self, home: Path, fingerprint: str, model_id: str, secret: bytes) -> None:
        self.home = home
        self.fingerprint = fingerprint
        self.model_id = model_id
        self.secret = secret
        self.io = Lock()
        self.path = caches_directory(home) / fingerprint[:32]
        try:
            private_directory(caches_directory(home))
            self.root = Folder.at(self.path)
        except OSError as error:
            raise HomeError(f"{self.path} can't be used for caches: {error.strerror}") from error
        _lock(self.root, self.path)

    def close(self) -> None:
        self.root.close()

    def place(self, agent: Agent) -> tuple[str, str]:
        """The names of the tenant's folder and of the agent's in it."""
        return tenant_folder(self.secret, agent.owner.tenant), agent.folder

    def path_of(self, agent: Agent) -> Path:
        return self.path.joinpath(*self.place(agent))

    def files(self, agent: Agent) -> dict[str, int]:
        """Size in bytes of each file in the agent's folder; none where it has no folder. Raises OSError."""
        try:
            with self._open(agent) as folder:
                return {name: folder.size(name) for name in folder.names()}
        except FileNotFoundError:
            return {}

    def manifest(self, agent: Agent) -> Manifest:
        """The agent's manifest as it stands there. Raises OSError and DamageError."""
        with self._open(agent) as folder:
            data = folder.read(manifest.FILENAME, manifest.MAX_BYTES)
        return manifest.decode(data, folder=agent.folder, fingerprint=self.fingerprint, secret=self.secret)

    def folders(self) -> list[tuple[str, str]]:
        """Every agent's folder there is, with its tenant's. Raises OSError."""
        found = []
        for tenant in self.root.names():
            with self.root.open(tenant) as folder:
                found += [(tenant, name) for name in folder.names()]
        return found

    def read(self, agent: Agent, block: Block) -> Contents:
        """A block, verified. Raises DamageError, and OSError where it can't be read at the moment."""
        assert block.file is not None  # noqa: S101 - what is not in memory is on disk
        expected = block_file.Expected(
            fingerprint=self.fingerprint,
            owner=block.file.writer,
            start=block.start,
            tokens=block.tokens,
            file_bytes=block.file.nbytes,
            checksum=block.file.checksum,
        )
        try:
            folder = self._open(agent)
        except OSError as error:
            if passes(error):
                raise
            raise damage_of(error, folder=True) from error
        with folder:
            try:
                data = folder.read(block.filename, block.file.nbytes)
            except OSError as error:
                if passes(error):
                    raise
                raise damage_of(error) from error
        return block_file.decode(data, expected)

    def make(self, agent: Agent) -> Folder:
        """The agent's folder, to write to; the caller closes it. Raises OSError."""
        with self.root.make(tenant_folder(self.secret, agent.owner.tenant)) as tenant:
            return tenant.make(agent.folder)

    def write_block(self, folder: Folder, agent: Agent, block: Block, contents: Contents) -> File:
        """Write one block. Raises OSError."""
        header = block_file.Header(
            fingerprint=self.fingerprint,
            owner=agent.folder,
            start=block.start,
            tokens=block.tokens,
            shapes=contents.shapes,
            digests=contents.digests.tobytes(),
            arrays=contents.arrays,
        )
        parts, size, checksum = block_file.encode(header, contents.payload.data)
        folder.write(block.filename, parts)
        return File(size, checksum, agent.folder)

    def link_block(self, folder: Folder, block: Block, other: Agent, equal: Block) -> File | None:
        """Have another agent's equal block in this folder too; None where that file can't be linked."""
        try:
            with self._open(other) as source:
                folder.link(block.filename, source, equal.filename)
        except OSError:
            return None
        return equal.file

    def delete(self, agent: Agent, *, durably: bool) -> None:
        """Remove the agent's folder: it goes at once, its files one by one after. Raises OSError.

        `durably` waits for the disk, so that not even a power cut brings the agent back.
        """
        with suppress(FileNotFoundError), self._tenant(agent) as tenant:
            self.clear_trash()
            os.rename(agent.folder, TRASH, src_dir_fd=tenant.fd, dst_dir_fd=self.root.fd)
            if durably:
                tenant.sync()
            self.clear_trash()
            if not tenant.names():
                self.root.remove_folder(tenant_folder(self.secret, agent.owner.tenant))

    def clear_trash(self) -> None:
        """Remove what was to be deleted. Raises OSError."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.path / TRASH)

    def _tenant(self, agent: Agent) -> Folder:
        return self.root.open(tenant_folder(self.secret, agent.owner.tenant))

    def _open(self, agent: Agent) -> Folder:
        with self._tenant(agent) as tenant:
            return tenant.open(agent.folder)


def _lock(root: Folder, path: Path) -> None:
    """Wait for the directory's lock as long as an engine may take to leave."""
    waiter = Thread(target=fcntl.flock, args=(root.fd, fcntl.LOCK_EX), name="cache-lock", daemon=True)
    waiter.start()
    waiter.join(LOCK_TIMEOUT_SECONDS)
    if waiter.is_alive():
        root.close()
        raise HomeError(f"{path} is in use by another engine", code="home_locked")
