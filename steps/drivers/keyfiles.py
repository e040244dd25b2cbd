"""The file of hashed keys that a server is given, as it is documented: written here as an editor would."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from steps.drivers.commands import Run, run
from steps.drivers.damage import damage
from steps.drivers.profiles import Profile

PRIVATE = 0o600
ID_CHARACTERS = 12
Entry = dict[str, Any]


class KeysFile:
    """One server's keys file; a persona's keys have the persona's name, Olive's are the operator's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_written = False

    @property
    def entries(self) -> list[Entry]:
        keys: list[Entry] = json.loads(self.path.read_text())["keys"]
        return keys

    def write_once(self, profile: Profile) -> None:
        """The profile's keys by their hashes, before the first start; what became of them later stays."""
        if not self._is_written:
            self._is_written = True
            self.write([_entry(profile, persona, key) for persona, key in profile.keys.items()])

    def write(self, entries: list[Entry]) -> None:
        """Other keys, in the same file."""
        self.path.touch(PRIVATE)
        self.path.write_text(json.dumps({"keys": entries}))

    def change(self, persona: str, **fields: Any) -> None:
        """Other limits, or another role, for the persona's keys."""
        self.write([each | fields if each["name"] == persona else each for each in self.entries])

    def remove(self, persona: str) -> None:
        """Take the persona's keys away."""
        self.write([each for each in self.entries if each["name"] != persona])

    @contextmanager
    def spoiled(self, how: str) -> Iterator[None]:
        """The file as it is after that has happened to it; then as it was."""
        before = self.entries
        damage(self.path, how)
        yield
        if self.path.is_dir():
            self.path.rmdir()
        self.path.unlink(missing_ok=True)
        self.write(before)

    def holds_any_of(self, keys: Iterable[str]) -> list[str]:
        """Those of the keys that stand in the file as they are."""
        return [key for key in keys if key in self.path.read_text()]

    def add(self, persona: str) -> str:
        """A new key beside the persona's others, made by `assay keys`."""
        return self._command(f"add {persona}").stdout.strip()

    def take_away(self, key: str) -> None:
        """One key, and no other of the same name, by `assay keys`."""
        self._command(f"remove {sha256(key.encode()).hexdigest()[:ID_CHARACTERS]}")

    def _command(self, line: str) -> Run:
        ended = run(f"assay keys {line} --file {self.path}")
        assert ended.exit_code == 0, ended.stderr
        return ended


def _entry(profile: Profile, persona: str, key: str) -> Entry:
    role = "admin" if persona == "Olive" else "user"
    hashed = sha256(key.encode()).hexdigest()
    return {"name": persona, "role": role, "sha256": hashed, **profile.limits.get(persona, {})}
