"""A block: the KV of a run of at most 256 tokens, or a snapshot, and its place in its agent's tree."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self

from system.engine.cache.arrays import ArrayShape
from system.engine.cache.digests import Digests
from system.engine.cache.layers import Payload, Shapes

BLOCK_TOKENS = 256


class File(NamedTuple):
    """A block's file: its size and checksum, and the folder of the agent that wrote it.

    What another agent of the tenant wrote is linked, not written again.
    """

    nbytes: int
    checksum: bytes
    writer: str


@dataclass(frozen=True, eq=False)
class Contents:
    """What a block holds while it is in memory; never changed, so whoever has it may go on using it.

    Agents of one tenant whose prompts begin alike have the same one. A snapshot's `payload` is its `arrays`,
    and its digest that of the token before it.
    """

    shapes: Shapes
    digests: Digests
    payload: Payload
    arrays: tuple[ArrayShape, ...] = ()

    @property
    def tokens(self) -> int:
        return 0 if self.arrays else len(self.digests)

    @cached_property
    def nbytes(self) -> int:
        return int(self.payload.nbytes + self.digests.nbytes)


@dataclass(slots=True, eq=False)
class Block:
    """A node of the tree: it stands on the first `used` tokens of its parent, and its own start at `start`.

    `head` is the digest of its first token, which tells without reading the block whether a prompt gets that
    far, and `tail` that of its last. `contents` is None while it is only on disk, `file` while it is only in
    memory. A snapshot is a block of no tokens, with the digest of the token before it as head and tail.
    """

    id: int
    parent: "Block | None"
    used: int
    start: int
    tokens: int
    head: int
    tail: int
    contents: Contents | None = None
    file: File | None = None
    alive: bool = True
    children: "list[Block]" = field(default_factory=list)

    @property
    def saved(self) -> bool:
        return self.file is not None

    @property
    def is_snapshot(self) -> bool:
        return not self.tokens

    @property
    def stop(self) -> int:
        """Where it ends, counted from the start of the conversation."""
        return self.start + self.tokens

    @property
    def filename(self) -> str:
        return block_filename(self.id)


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the tree: after the first `used` tokens of `block`."""

    block: Block
    used: int

    @property
    def position(self) -> int:
        """How many tokens lie before it, counted from the start of the conversation."""
        return self.block.start + self.used

    @property
    def parent(self) -> Self | None:
        block = self.block
        return type(self)(block.parent, block.used) if block.parent is not None else None

    def back_to(self, position: int) -> "Place":
        """The place on the way here that has `position` tokens before it, one at least."""
        place: Place = self
        while position <= place.block.start and place.parent is not None:
            place = place.parent
        return Place(place.block, position - place.block.start)

    def path(self) -> "list[Place]":
        """Every block from the root to here, each with how many of its tokens are on the way."""
        places: list[Place] = []
        place: Place | None = self
        while place is not None:
            places.append(place)
            place = place.parent
        return places[::-1]


def block_filename(block_id: int) -> str:
    """
    >>> block_filename(26)
    '0000001a.kv'
    """
    return f"{block_id:08x}.kv"
