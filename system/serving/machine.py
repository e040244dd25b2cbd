r"""How much memory there is: of the machine, or of the container that this process runs in.

The kernel says what a control group may have, in v2's `memory.max` or v1's `memory.limit_in_bytes`, and
`/proc/self/cgroup` which group a process is in. Every group above it limits it, too; `max` is no limit.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     root, own = Path(folder), Path(folder) / "proc"
...     _ = own.write_text("1:name=systemd:/\n4:memory:/pod/box\n0::/pod/box\n")
...     (root / "pod" / "box").mkdir(parents=True)
...     (root / "memory" / "pod" / "box").mkdir(parents=True)
...     unlimited = limited_bytes(64 << 30, groups(own, root))
...     _ = (root / "pod" / "box" / "memory.max").write_text("max\n")
...     _ = (root / "pod" / "memory.max").write_text(f"{8 << 30}\n")
...     above = limited_bytes(64 << 30, groups(own, root))
...     _ = (root / "memory" / "pod" / "box" / "memory.limit_in_bytes").write_text(f"{4 << 30}\n")
...     older = limited_bytes(64 << 30, groups(own, root))
>>> [limit >> 30 for limit in (unlimited, above, older)]
[64, 8, 4]
"""

from collections.abc import Sequence
from pathlib import Path

import psutil

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")
LIMITS = ("memory.max", "memory.limit_in_bytes")
STATISTICS = "memory.stat"
HELD = ("anon", "total_rss")
"""What of a group's memory can't be taken back, in v2's statistics and v1's."""


def machine_bytes() -> int:
    """The memory of this machine, or of the container where that has less."""
    return limited_bytes(int(psutil.virtual_memory().total), groups())


def available_bytes() -> int:
    """What is free of it now: pages that only hold files count as free."""
    free = int(psutil.virtual_memory().available)
    room = [limit - _held_bytes(group) for group in groups() if (limit := _limit_bytes(group)) is not None]
    return max(0, min([free, *room]))


def groups(own: Path = OWN, root: Path = ROOT) -> list[Path]:
    """The control groups that limit this process: its own and those above, where they are seen."""
    found = [root, root / "memory"]
    for line in own.read_text().splitlines() if own.is_file() else []:
        _, controllers, name = line.split(":", 2)
        if controllers in ("", "memory"):
            mount = root / controllers
            group = mount / name.strip("/")
            found += [group, *(each for each in group.parents if each.is_relative_to(mount))]
    return list(dict.fromkeys(group for group in found if group.is_dir()))


def limited_bytes(total: int, groups: Sequence[Path]) -> int:
    """The least of `total` and what the control groups allow."""
    return min([total, *(limit for group in groups if (limit := _limit_bytes(group)) is not None)])


def _limit_bytes(group: Path) -> int | None:
    texts = [(group / name).read_text().strip() for name in LIMITS if (group / name).is_file()]
    return min((int(text) for text in texts if text.isdigit()), default=None)


def _held_bytes(group: Path) -> int:
    file = group / STATISTICS
    fields = dict(line.split() for line in file.read_text().splitlines()) if file.is_file() else {}
    return next((int(fields[name]) for name in HELD if name in fields), 0)
