"""The models in a Hugging Face cache, as its files lie there.

    models--ORG--NAME/refs/main             the commit that a branch, tag or pull request stands for
    models--ORG--NAME/snapshots/COMMIT/     one revision: links to blobs
    models--ORG--NAME/blobs/*.incomplete    downloads that run or broke off

huggingface_hub's `scan_cache_dir` says nothing of a repository in which one link is broken: that is what has
to be told here (https://huggingface.co/docs/huggingface_hub/guides/manage-cache).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MODELS = "models--"
MAIN = "main"
SHORT = 12
"""Characters of a commit that tell it from the others of its repository."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One model of the hub. `snapshots` gives each revision the name that it can be asked for by."""

    id: str
    path: Path
    snapshots: dict[str, Path] = field(default_factory=dict)
    unfinished: int = 0
    fault: str | None = None


def repositories(cache: Path) -> Iterator[Repository]:
    """Every model in the cache, by name; nothing where there is no cache. One that can't be read says so."""
    if not cache.is_dir():
        return
    for path in sorted(each for each in cache.iterdir() if each.name.startswith(MODELS)):
        name = path.name.removeprefix(MODELS).replace("--", "/")
        try:
            unfinished = len([*path.glob("blobs/*.incomplete")])
            yield Repository(name, path, _snapshots(name, path), unfinished)
        except (OSError, UnicodeDecodeError) as error:
            yield Repository(name, path, fault=f"it can't be read: {error}")


def _snapshots(name: str, path: Path) -> dict[str, Path]:
    """The revision that `name` stands for first, then each other one as `name@REF` or `name@COMMIT`."""
    refs = _refs(path / "refs")
    found = {each.name: each for each in sorted(path.glob("snapshots/*")) if each.is_dir()}
    default = _default(found, refs)
    names = {commit: ref for ref, commit in refs.items()}
    others = {f"{name}@{names.get(commit, commit[:SHORT])}": found[commit] for commit in found}
    own = {name: found[default]} if default else {}
    return own | {other: snapshot for other, snapshot in others.items() if snapshot.name != default}


def _default(found: dict[str, Path], refs: dict[str, str]) -> str | None:
    """What a name without a revision stands for: the commit of `main`, else what was downloaded last."""
    if refs.get(MAIN) in found:
        return refs[MAIN]
    return max(found, key=lambda commit: found[commit].stat().st_mtime, default=None)


def _refs(folder: Path) -> dict[str, str]:
    """Which commit each reference stands for."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text().strip() for file in files}
