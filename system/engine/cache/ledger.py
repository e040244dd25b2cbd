"""Bytes in memory and on disk, of one agent and of all of them, kept as they change.

What several agents of a tenant hold together is each one's own, and counts once in the total.
"""

from collections.abc import Hashable


class Holdings:
    """The bytes of the distinct things that are held here, and, each once, in the `total` this belongs to.

    >>> total = Holdings()
    >>> ada, ben = Holdings(total), Holdings(total)
    >>> ada.add("block", 5), ben.add("block", 5), ada.remove("block", 5)
    (None, None, None)
    >>> ada.nbytes, ben.nbytes, total.nbytes, total.holders("block")
    (0, 5, 5, 1)
    """

    __slots__ = ("_holders", "_total", "nbytes")

    def __init__(self, total: "Holdings | None" = None) -> None:
        self.nbytes = 0
        self._total = total
        self._holders: dict[Hashable, int] = {}

    def add(self, thing: Hashable, nbytes: int) -> None:
        holders = self._holders.get(thing, 0)
        self._holders[thing] = holders + 1
        if not holders:
            self.nbytes += nbytes
            if self._total is not None:
                self._total.add(thing, nbytes)

    def remove(self, thing: Hashable, nbytes: int) -> None:
        """Raises KeyError for what is not held."""
        holders = self._holders.pop(thing) - 1
        if holders:
            self._holders[thing] = holders
            return
        self.nbytes -= nbytes
        if self._total is not None:
            self._total.remove(thing, nbytes)

    def holders(self, thing: Hashable) -> int:
        """How often it is held: in a total, by how many agents."""
        return self._holders.get(thing, 0)


class Ledger:
    """`hot`: contents in memory; `unsaved`: those of them that are not on disk; `disk`: files, by what is in
    them, so that links to one file count once.
    """

    def __init__(self, total: "Ledger | None" = None) -> None:
        self.total: Ledger | None = total
        self.hot: Holdings = Holdings(total.hot if total else None)
        self.unsaved: Holdings = Holdings(total.unsaved if total else None)
        self.disk: Holdings = Holdings(total.disk if total else None)

    @property
    def hot_bytes(self) -> int:
        return self.hot.nbytes

    @property
    def unsaved_bytes(self) -> int:
        return self.unsaved.nbytes

    @property
    def disk_bytes(self) -> int:
        return self.disk.nbytes
