"""Named server settings: the only way a scenario chooses how its server is set."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

PROFILES = Path(__file__).parents[2] / "features" / "profiles.toml"
DEFAULT = "one small model"
ANSWERING = {
    "alias",
    "auto_swap",
    "context_tokens",
    "default_max_tokens",
    "dtype",
    "model",
    "prefill_chunk_tokens",
}
"""The settings on which an answer, or what it may be asked of, depends."""


@dataclass(frozen=True)
class Profile:
    """One named set of settings; `keys` gives each persona the API key that is theirs.

    With `keys_file` the server is given their hashes in a file, and `limits` some of them have there.
    """

    name: str
    meaning: str
    settings: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    keys_file: bool = False
    limits: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """The settings as the server reads them: ASSAY_<NAME>."""
        variables = {f"ASSAY_{name.upper()}": value for name, value in self.settings.items()}
        if self.keys_file:
            return variables
        callers = [key for persona, key in self.keys.items() if persona != "Olive"]
        if callers:
            variables["ASSAY_API_KEYS"] = ",".join(callers)
        if "Olive" in self.keys:
            variables["ASSAY_ADMIN_KEY"] = self.keys["Olive"]
        return variables

    def serving(self, model: str) -> "Profile":
        """The same with this model, unless the profile names its own."""
        return replace(self, settings={"model": model, **self.settings})

    @property
    def answering(self) -> "Profile":
        """The same as far as it says what is answered: who may ask, and what is kept, is left out."""
        kept = {name: value for name, value in self.settings.items() if name in ANSWERING}
        return Profile(f"what answers as {self.name!r}", self.meaning, kept)

    def key_of(self, persona: str) -> str | None:
        """The persona's API key; None where this profile gives them none."""
        return self.keys.get(persona)


def read_profiles(path: Path = PROFILES) -> dict[str, Profile]:
    """Every profile by name. Raises ValueError naming a profile that says nothing about itself."""
    tables = tomllib.loads(path.read_text())
    return {name: _profile(name, table) for name, table in tables.items()}


def _profile(name: str, table: dict[str, Any]) -> Profile:
    if not table.get("meaning"):
        raise ValueError(f"Profile {name!r} in {PROFILES.name} has no meaning")
    settings = {setting: str(value) for setting, value in table.get("settings", {}).items()}
    filed = {"keys_file": table.get("keys_file", False), "limits": table.get("limits", {})}
    return Profile(name, table["meaning"], settings, table.get("keys", {}), **filed)
