"""What a request may call a model: its id, `default`, an alias set at start, any name under the alias `*`."""

from collections.abc import Mapping
from pathlib import Path

from system.errors import SettingsError
from system.settings import DEFAULT_NAME

DEFAULT_ALIAS = DEFAULT_NAME
"""What a request may always call the model that serves."""
ANY = "*"


class Names:
    """`known` are the models that a name can bring: those that ship with Assay, or have served here.

    A name is looked up as an alias, then as a model's id, and last under the alias `*`.
    """

    def __init__(self, aliases: Mapping[str, str], known: Mapping[str, Path], *, auto_swap: bool) -> None:
        self.aliases = dict(aliases)
        self.known = dict(known)
        self.auto_swap = auto_swap
        for alias, target in self.aliases.items():
            if target not in (DEFAULT_ALIAS, *self.known):
                raise SettingsError(
                    f"alias: {alias}={target}: there is no model {target!r}, name one of "
                    f"{', '.join((DEFAULT_ALIAS, *self.known))}"
                )

    def meant(self, name: str) -> str:
        """`default`, or the id of a model; a name that nobody knows is returned as it is."""
        if name in self.aliases and name != ANY:
            return self.aliases[name]
        if name == DEFAULT_ALIAS or name in self.known:
            return name
        return self.aliases.get(ANY, name)

    def summonable(self, name: str) -> Path | None:
        """Where the model is that a request of this name would be swapped to; None where it would not be."""
        return self.known.get(self.meant(name)) if self.auto_swap else None
