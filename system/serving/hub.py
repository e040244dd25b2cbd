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
    """One model of the hub. `snapshots` gives each revision the names that it can be asked for by."""

    id: str
    path: Path
    snapshots: dict[Path, list[str]] = field(default_factory=dict)
    unfinished: int = 0
    fault: str | None = None


def repositories(cache: Path) -> Iterator[Repository]:
    """Every model in the cache, by name; nothing where there is no cache. One that can't be read says so."""
    try:
        found = sorted(each for each in cache.iterdir() if each.name.startswith(MODELS))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        yield Repository(str(cache), cache, fault=f"it can't be read: {error.strerror}")
        return
    for path in found:
        name = path.name.removeprefix(MODELS).replace("--", "/")
        try:
            unfinished = len([*path.glob("blobs/*.incomplete")])
            yield Repository(name, path, _snapshots(name, path), unfinished)
        except (OSError, UnicodeDecodeError) as error:
            yield Repository(name, path, fault=f"it can't be read: {error}")


def _snapshots(name: str, path: Path) -> dict[Path, list[str]]:
    """The revision that `name` stands for first. Others are `name@REF` or `name@COMMIT`, and each also all
    that it can be called besides.
    """
    refs = _refs(path / "refs")
    found = {each.name: each for each in sorted(path.glob("snapshots/*")) if each.is_dir()}
    default = _default(found, refs)
    return {
        found[commit]: [
            *([name] if commit == default else []),
            *(f"{name}@{ref}" for ref in refs if refs[ref] == commit),
            f"{name}@{commit[:SHORT]}",
            f"{name}@{commit}",
        ]
        for commit in sorted(found, key=lambda each: (each != default, each))
    }


def _default(found: dict[str, Path], refs: dict[str, str]) -> str | None:
    """What a name without a revision stands for: the commit of `main`, else what was downloaded last."""
    if refs.get(MAIN) in found:
        return refs[MAIN]
    return max(found, key=lambda commit: found[commit].stat().st_mtime, default=None)


def _refs(folder: Path) -> dict[str, str]:
    """Which commit each reference stands for."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text().strip() for file in files}
