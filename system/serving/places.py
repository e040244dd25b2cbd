"""Where models lie on this machine: Assay's own set, the Hugging Face cache, and folders that are named.

Nothing here knows a model's name in advance, and nothing writes. A place is a directory that claims to be a
model; whether it is one, and whole, is for `system.serving.facts` to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from huggingface_hub.constants import HF_HUB_CACHE

from system.serving.hub import repositories

BUNDLED_DIRECTORY = Path(__file__).resolve().parent.parent / "models"
DEPTH = 3
"""How far below a named folder models are looked for: some programs keep FOLDER/publisher/model."""

Origin = Literal["bundled", "hub", "folder", "path"]


@dataclass(frozen=True, slots=True)
class Place:
    """A directory that claims to be a model, and the name that it goes by.

    `revision` is the commit of a snapshot in the Hugging Face cache, and `other_ids` are names that it can be
    asked for by as well. `unfinished` counts the downloads of its repository that broke off, and `fault` says
    why there is no model at all.
    """

    id: str
    path: Path
    origin: Origin
    revision: str | None = None
    other_ids: tuple[str, ...] = ()
    unfinished: int = 0
    fault: str | None = None


def places(folders: Sequence[Path] = ()) -> list[Place]:
    """Every model on this machine, each under a name of its own: of two with one name the first keeps it."""
    found = [*_below(BUNDLED_DIRECTORY, "bundled"), *_in_hub(Path(HF_HUB_CACHE))]
    found += [place for folder in folders for place in _below(folder.expanduser(), "folder")]
    named: dict[str, Place] = {}
    for place in found:
        unique = place if place.id not in named else replace(place, id=str(place.path))
        named.setdefault(unique.id, unique)
    return list(named.values())


def _in_hub(cache: Path) -> Iterator[Place]:
    for repository in repositories(cache):
        if not repository.snapshots:
            fault = repository.fault or "its download is unfinished: there is no snapshot of it"
            yield Place(repository.id, repository.path, "hub", unfinished=repository.unfinished, fault=fault)
        for snapshot, (name, *others) in repository.snapshots.items():
            yield Place(name, snapshot, "hub", snapshot.name, tuple(others), repository.unfinished)


def _below(folder: Path, origin: Origin) -> Iterator[Place]:
    """The folder itself where it is a model, else the models below it; a model has none within.

    Below a folder may be much that is nobody's model: what can't be read there is passed over.
    """
    waiting = [(folder, 0)]
    while waiting:
        directory, depth = waiting.pop(0)
        try:
            name = directory.relative_to(folder).as_posix() if depth else directory.resolve().name
            if (directory / "config.json").exists():
                yield Place(name, directory.resolve(), origin)
            elif depth < DEPTH and directory.is_dir():
                below = sorted(each for each in directory.iterdir() if not each.name.startswith("."))
                waiting += [(each, depth + 1) for each in below if each.is_dir()]
        except (OSError, RuntimeError) as error:  # links in a circle are a RuntimeError
            if not depth:
                yield Place(folder.name, folder, origin, fault=f"it can't be read: {error}")
