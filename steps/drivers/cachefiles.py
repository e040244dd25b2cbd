"""What a server leaves on disk, seen from outside: the documented layout of its home and nothing more.

HOME/caches/<fingerprint>/<tenant>/<agent>/manifest.json and the agent's block files beside it, `*.kv`;
HOME/quarantine/<time>-<agent>-<reason>/reason.json and what was set aside.
"""

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from steps.drivers.damage import damage, exchange

MANIFEST = "manifest.json"
SHORTEST_TRACE = 8
BELONGS = re.compile(
    r"lock|secret|caches/[0-9a-f]+/([0-9a-f]+|open)/[0-9a-f]+/(manifest\.json|[0-9a-z-]+\.kv)|quarantine/.*"
)


@dataclass(frozen=True)
class CacheFiles:
    """The files under one home."""

    home: Path

    @property
    def folders(self) -> list[Path]:
        """Every agent's folder, the longest there first."""
        manifests = self.home.glob(f"caches/*/*/*/{MANIFEST}")
        found = [(status.st_ctime_ns, path) for path in manifests if (status := _status(path.parent))]
        return [path.parent for _, path in sorted(found)]

    @property
    def newest_folder(self) -> Path:
        """The folder of the agent that was saved last."""
        return max(self.folders, key=lambda folder: (folder / MANIFEST).stat().st_mtime_ns)

    def strangers(self) -> list[Path]:
        """Files that are not in the documented layout: a lock, a secret, and caches under names of hex."""
        found = [path.relative_to(self.home) for path in self.home.rglob("*") if not path.is_dir()]
        return [path for path in found if not BELONGS.fullmatch(path.as_posix())]

    def newest_block(self, folder: Path) -> Path:
        """The agent's last block: block files are numbered as they come."""
        return max(folder.glob("*.kv"))

    def first_block(self, folder: Path) -> Path:
        return min(folder.glob("*.kv"))

    def file(self, which: str) -> Path:
        """The `manifest`, `first block` or `last block` of the agent that was saved last."""
        folder = self.newest_folder
        if which == "manifest":
            return folder / MANIFEST
        return self.newest_block(folder) if which == "last block" else self.first_block(folder)

    def damage(self, which: str, how: str) -> None:
        """Do to a file of the agent that was saved last what `how` says."""
        damage(self.file(which), how)

    def exchange_agents(self) -> None:
        """Give each of the two agents' folders all that the other held."""
        one, other = self.folders
        exchange(one, other)

    def exchange_blocks(self) -> None:
        """Give each of the two agents the other's last block in the place of its own."""
        one, other = self.folders
        exchange(self.newest_block(one), self.newest_block(other))

    @property
    def cache_bytes(self) -> int:
        """What all agents' caches take on disk; a file in several agents' folders takes its bytes once."""
        found = [status for path in self.home.glob("caches/**/*") if (status := _status(path))]
        return sum({each.st_ino: each.st_size for each in found if stat.S_ISREG(each.st_mode)}.values())

    def readable_by_others(self) -> list[str]:
        """Files that are not 0600 and folders that are not 0700, each with its mode."""
        wanted = {True: 0o700, False: 0o600}
        found = [(path, stat.S_IMODE(path.stat().st_mode)) for path in [self.home, *self.home.rglob("*")]]
        return [f"{path} is {mode:o}" for path, mode in found if mode != wanted[path.is_dir()]]

    def traces_of_text(self, text: str) -> list[str]:
        """Files and paths that hold `text` in UTF-8 or UTF-16."""
        needles = [text.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
        return [
            str(path) for path, content in self._contents() if any(needle in content for needle in needles)
        ]

    def traces_of_tokens(self, tokens: list[int]) -> list[str]:
        """Files that hold a run of eight of `tokens`, as integers of any usual width or as a JSON list."""
        runs = [tokens[at : at + SHORTEST_TRACE] for at in range(len(tokens) - SHORTEST_TRACE + 1)]
        needles = [needle for run in runs for needle in _spellings(run)]
        return [
            str(path) for path, content in self._contents() if any(needle in content for needle in needles)
        ]

    def quarantined(self) -> list[str]:
        """The reason of every quarantined thing, the oldest first, as its reason.json gives it."""
        files = sorted(self.home.glob("quarantine/*/reason.json"), key=lambda file: file.stat().st_mtime_ns)
        return [str(json.loads(file.read_text())["reason"]) for file in files]

    def _contents(self) -> list[tuple[Path, bytes]]:
        files = [path for path in self.home.rglob("*") if path.is_file()]
        return [(path, str(path).encode() + b"\n" + path.read_bytes()) for path in files]


def _status(path: Path) -> os.stat_result | None:
    """None of what has gone meanwhile: a server removes files when it likes."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _spellings(run: list[int]) -> list[bytes]:
    widths = [np.array(run, dtype=code).tobytes() for code in ("<u2", ">u2", "<u4", ">u4", "<u8", ">u8")]
    return [*widths, json.dumps(run)[1:-1].encode(), json.dumps(run, separators=(",", ":"))[1:-1].encode()]
