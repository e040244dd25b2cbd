"""A Hugging Face cache as `huggingface_hub` lays it out, filled with copies of the bundled model.

models--ORG--NAME/blobs/HASH              the files, each under a digest of what it holds
models--ORG--NAME/refs/main               the commit that the name stands for
models--ORG--NAME/snapshots/COMMIT/FILE   a link to a blob
"""

import hashlib
import os
import shutil
from pathlib import Path

from steps.drivers.model import bundled_model
from steps.drivers.variants import make_variant
from steps.drivers.writes_within import Untouched

UNFINISHED = ".incomplete"
BEGUN = "a download that has only begun"
PARTIAL = "one of two shards, and a download that broke off"
GONE = "weights whose blob is gone"
PLAIN = "the bundled model"


class Hub:
    """A person's own cache in `folder`; `where` is the folder that HF_HUB_CACHE would name."""

    def __init__(self, folder: Path, below: str = "hub") -> None:
        self.folder = folder
        self.where = folder / below
        self._drafts = folder / "drafts"
        self._watch: Untouched | None = None

    def add(self, model: str, commit: str, ref: str, holds: str) -> None:
        """Put one revision of a model there. `ref` may be several, or empty: its commit names it then."""
        repository = self.where / f"models--{model.replace('/', '--')}"
        for part in ("blobs", "refs", "snapshots"):
            (repository / part).mkdir(parents=True, exist_ok=True)
        for each in filter(None, ref.split(", ")):
            (repository / "refs" / each).write_text(commit)
        if holds == BEGUN:
            (repository / "blobs" / f"{commit}{UNFINISHED}").write_bytes(b"half")
            return
        snapshot = repository / "snapshots" / commit
        snapshot.mkdir()
        for file in sorted(self._draft(holds).iterdir()):
            self._store(repository, snapshot, file)
        self._damage(repository, snapshot, holds)

    def watch(self) -> None:
        """From now on nobody may write in it."""
        shutil.rmtree(self._drafts, ignore_errors=True)
        self._watch = Untouched(self.folder)

    def faults(self) -> list[str]:
        """What was done to it since; AssertionError where nobody watched."""
        assert self._watch is not None, "Nobody watches the cache"
        return self._watch.faults()

    def close(self) -> None:
        """Remove it. AssertionError where somebody has written in it since it was watched."""
        try:
            if self._watch is not None:
                faults = self._watch.faults()
                self._watch.close()
                assert not faults, f"A cache that is only read was written in: {'; '.join(faults)}"
        finally:
            shutil.rmtree(self.folder)

    def _draft(self, holds: str) -> Path:
        if holds in (PLAIN, GONE):
            return bundled_model().path
        return make_variant(bundled_model().path, "two shards" if holds == PARTIAL else holds, self._drafts)

    def _store(self, repository: Path, snapshot: Path, file: Path) -> None:
        content = file.read_bytes()
        blob = repository / "blobs" / hashlib.sha256(content).hexdigest()
        blob.write_bytes(content)
        (snapshot / file.name).symlink_to(os.path.relpath(blob, snapshot))

    def _damage(self, repository: Path, snapshot: Path, holds: str) -> None:
        """What can only happen to a cache: a blob that never came, and one that was removed."""
        weights = sorted(snapshot.glob("*.safetensors"))
        if holds == PARTIAL:
            weights[-1].resolve().rename(repository / "blobs" / f"{snapshot.name}{UNFINISHED}")
            weights[-1].unlink()
        if holds == GONE:
            weights[-1].resolve().unlink()
