"""Finds the agents that a home holds when a store is opened: their manifests are read, their blocks are not.

What a crash left behind (temporary files, blocks that no manifest names, an agent that had none yet) is
removed.
"""

import re
from contextlib import suppress
from pathlib import Path

from system.engine.cache import manifest
from system.engine.cache.agent import Agent
from system.engine.cache.damage import DamageError, Reason, damage_of, passes
from system.engine.cache.digests import tenant_folder
from system.engine.cache.disk import Disk
from system.engine.cache.folder import TEMPORARY, Folder
from system.engine.cache.quarantine import Quarantine
from system.engine.cache.state import State
from system.engine.messages import Owner

_AGENT_FOLDER = re.compile(r"[0-9a-f]{32}")
OWN_FILE = re.compile(r"[0-9a-f]{8}\.kv|manifest\.json")
_NO_AGENT = "none"


def find_agents(state: State, disk: Disk, quarantine: Quarantine) -> None:
    """Fill `state` with every agent on disk, the least recently used first, within the budgets."""
    with disk.io, state.changed:
        Opening(state, disk, quarantine).run()
        for agent in sorted(state.agents.values(), key=lambda each: each.last_used):
            state.agents.move_to_end(agent.owner)
            state.latest = agent.last_used
        state.hold_budgets()


class Opening:
    """One walk over the model's directory, with both locks held."""

    def __init__(self, state: State, disk: Disk, quarantine: Quarantine) -> None:
        self._state = state
        self._disk = disk
        self._quarantine = quarantine

    def run(self) -> None:
        """Visit every tenant's folder, and every agent's in it."""
        with suppress(OSError):  # then it is visited as what it is: something that is not ours
            self._disk.clear_trash()
        for tenant in self._disk.root.names():
            try:
                with self._disk.root.open(tenant) as folder:
                    for name in folder.names():
                        self._visit(folder, tenant, name)
            except (OSError, DamageError) as error:
                self._set_aside(self._disk.path / tenant, error, _NO_AGENT)

    def _visit(self, tenant_folder: Folder, tenant: str, name: str) -> None:
        if not _AGENT_FOLDER.fullmatch(name):
            damage = DamageError(Reason.FOREIGN, "not an agent's folder")
            return self._set_aside(self._disk.path / tenant / name, damage, _NO_AGENT)
        try:
            with tenant_folder.open(name) as folder:
                agent = self._restore(folder, tenant, name)
                self._tidy(folder, self._disk.path / tenant / name, agent)
            if agent is None:
                tenant_folder.remove_folder(name)
        except (OSError, DamageError) as error:
            self._set_aside(self._disk.path / tenant / name, error, name)

    def _restore(self, folder: Folder, tenant: str, name: str) -> Agent | None:
        """The agent, or None where a crash came before its first block. Raises DamageError and OSError."""
        names = folder.names()
        if not names or names == [manifest.FILENAME + TEMPORARY]:
            return None
        data = folder.read(manifest.FILENAME, manifest.MAX_BYTES)
        found = manifest.decode(
            data, folder=name, fingerprint=self._disk.fingerprint, secret=self._disk.secret
        )
        owner = Owner(found.tenant, found.agent)
        if tenant_folder(self._disk.secret, owner.tenant) != tenant:
            raise DamageError(Reason.OWNER, "another tenant's")
        if not found.blocks:
            return None
        agent = self._state.new_agent(owner)
        try:
            manifest.restore(agent, found, len(data))
        except DamageError:
            self._state.detach(agent)
            raise
        return agent

    def _tidy(self, folder: Folder, path: Path, agent: Agent | None) -> None:
        """Remove what a crash left, and set aside what is not ours."""
        known = {block.filename for block in agent.blocks.values()} | {manifest.FILENAME} if agent else set()
        for name in set(folder.names()) - known:
            if OWN_FILE.fullmatch(name.removesuffix(TEMPORARY)):
                folder.remove(name)
            else:
                self._set_aside(path / name, DamageError(Reason.FOREIGN, "not a file of Assay's"), path.name)

    def _set_aside(self, path: Path, error: OSError | DamageError, digest: str) -> None:
        """Raises the error where nothing is wrong with what is there: then the store does not open."""
        if isinstance(error, OSError) and passes(error):
            raise error
        damage = damage_of(error) if isinstance(error, OSError) else error
        self._state.counts.quarantined[damage.reason] += 1
        self._quarantine.take(path, damage, digest)
