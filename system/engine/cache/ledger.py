"""Bytes in memory and on disk, of one agent and of all of them, kept as they change."""

from dataclasses import dataclass


@dataclass(slots=True)
class Ledger:
    """What is added to an agent's ledger is added to the `total` it belongs to.

    >>> total = Ledger()
    >>> Ledger(total).add(hot=5, unsaved=5)
    >>> total.hot_bytes, total.unsaved_bytes, total.disk_bytes
    (5, 5, 0)
    """

    total: "Ledger | None" = None
    hot_bytes: int = 0
    unsaved_bytes: int = 0
    disk_bytes: int = 0

    def add(self, *, hot: int = 0, unsaved: int = 0, disk: int = 0) -> None:
        self.hot_bytes += hot
        self.unsaved_bytes += unsaved
        self.disk_bytes += disk
        if self.total is not None:
            self.total.add(hot=hot, unsaved=unsaved, disk=disk)
