"""What the suite runs against: the reference server that it starts itself, or a URL.

    behave -D target=http://127.0.0.1:11434 -D model=qwen -D key=... -D levels=wire,stateful

Without `levels` a URL is asked for what any OpenAI-compatible server can show. Without a target, `model` is
what servers serve whose profile names none: an id of `assay list`, or a path.

    behave -D model=assay-dense-8bit --tags=@portfolio
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEVELS = ("wire", "stateful", "system")


@dataclass(frozen=True)
class Target:
    """`url` None is the reference server; `levels` are the kinds of scenario that can be shown on it.

    `served` is the model of the reference server where it is not the bundled one, `without` what it can't do.
    """

    url: str | None = None
    key: str | None = None
    model: str = "default"
    levels: frozenset[str] = frozenset(LEVELS)
    served: str | None = None
    without: frozenset[str] = frozenset()

    @classmethod
    def from_userdata(cls, userdata: Mapping[str, str]) -> "Target":
        """The target that behave's -D options name. Raises ValueError on a level that there is none of."""
        url = userdata.get("target")
        if url is None:
            without = frozenset(userdata["without"].split(",")) if "without" in userdata else frozenset()
            return cls(served=userdata.get("model"), without=without)
        levels = frozenset(userdata.get("levels", "wire").split(","))
        if unknown := levels - {"wire", "stateful"}:
            raise ValueError(f"levels: a server at a URL can show wire and stateful, not {sorted(unknown)}")
        return cls(url.rstrip("/"), userdata.get("key"), userdata.get("model", "default"), levels)

    def lacks(self, tags: Iterable[str]) -> str | None:
        """Why a scenario with these tags does not apply here; None where it does."""
        tags = set(tags)
        if lacking := sorted(self.without & tags):
            return f"{self.served} is no model for @{lacking[0]} scenarios"
        missing = [level for level in LEVELS if level in tags and level not in self.levels]
        return f"{self.url} has no driver for @{missing[0]} scenarios" if missing else None
