"""One agent's conversations as a tree of blocks. No file is touched; the store's lock guards it."""

from dataclasses import dataclass, field
from typing import Literal

from system.engine.cache.block import Block, Contents, File, Place, block_filename
from system.engine.cache.digests import Digests
from system.engine.cache.ledger import Ledger
from system.engine.cache.prefixes import Prefixes
from system.engine.messages import AgentInfo, Owner

MAX_CONVERSATIONS = 16
Tier = Literal["hot", "disk", "hot+disk", "none"]


@dataclass(slots=True)
class Conversation:
    """Where a conversation has got to, and when it last did."""

    tip: Place
    last_used: float


@dataclass(slots=True, eq=False)
class Agent:
    """`folder` is the owner's digest; `prefixes` and the ledger's total are all agents'.

    `changes` counts what a manifest would say differently, `saved_changes` how far the one on disk has got.
    `garbage` are files of blocks that are gone, to be removed once a manifest without them is on disk.
    `snapshots` are those of the blocks that are, the longest unused first.
    """

    owner: Owner
    folder: str
    ledger: Ledger
    prefixes: Prefixes
    last_used: float = 0.0
    pinned: bool = False
    alive: bool = True
    changes: int = 0
    saved_changes: int = 0
    manifest_bytes: int = 0
    next_id: int = 0
    blocks: dict[int, Block] = field(default_factory=dict)
    roots: list[Block] = field(default_factory=list)
    conversations: list[Conversation] = field(default_factory=list)
    snapshots: list[Block] = field(default_factory=list)
    garbage: dict[int, File] = field(default_factory=dict)

    @property
    def dirty(self) -> bool:
        """Whether the disk is behind."""
        return self.changes != self.saved_changes

    @property
    def tokens(self) -> int:
        return sum(block.tokens for block in self.blocks.values())

    def deepest(self, digests: Digests) -> Block | None:
        """The block furthest along that a sequence with these digests reaches: its first token matches.

        Digests are chained, so a block's first one vouches for everything before it: nothing has to be read.
        """
        found = None
        open_blocks = list(self.roots)
        while open_blocks:
            block = open_blocks.pop()
            if block.start < len(digests) and block.head == digests[block.start]:
                found = block if found is None or block.start > found.start else found
                open_blocks.extend(block.children)
        return found

    def grow(self, parent: Place | None, contents: Contents) -> Place:
        """Add a block that goes on from `parent` (None: from nothing); returns the place after it."""
        start = parent.position if parent else 0
        block = Block(
            id=self.next_id,
            parent=parent.block if parent else None,
            used=parent.used if parent else 0,
            start=start,
            tokens=contents.tokens,
            head=int(contents.digests[0]),
            tail=int(contents.digests[-1]),
            contents=contents,
        )
        self.next_id += 1
        self.plant(block)
        self.changes += 1
        return Place(block, block.tokens)

    def plant(self, block: Block) -> None:
        """Put a block where its `parent` says, and in the ledger: a new one, or one that is on disk only."""
        self.blocks[block.id] = block
        siblings = block.parent.children if block.parent else self.roots
        siblings.append(block)
        self.prefixes.add(self, block)
        if block.is_snapshot:
            self.snapshots.append(block)
        if block.contents is not None:
            self.ledger.hot.add(block.contents, block.contents.nbytes)
            self.ledger.unsaved.add(block.contents, block.contents.nbytes)
        if block.file is not None:
            self.ledger.disk.add(block.file, block.file.nbytes)

    def load(self, block: Block, contents: Contents) -> None:
        """Bring a saved block into memory."""
        if block.alive and block.contents is None:
            block.contents = contents
            self.ledger.hot.add(contents, contents.nbytes)
            self.prefixes.remember(self.owner.tenant, contents)

    def pin(self, pinned: bool) -> None:
        """Have it leave memory and disk after all that are not pinned, also after a restart; or no longer."""
        self.changes += pinned != self.pinned
        self.pinned = pinned

    def drop_saved(self) -> None:
        """Let go of the memory of everything that is on disk."""
        for block in self.blocks.values():
            if block.contents is not None and block.saved:
                self.ledger.hot.remove(block.contents, block.contents.nbytes)
                block.contents = None

    def garbage_filenames(self) -> set[str]:
        return {block_filename(each) for each in self.garbage}

    def note_saved(
        self, files: dict[Block, File], removed: list[int], manifest_bytes: int, changes: int
    ) -> None:
        """A manifest is on disk that has all up to `changes`; `files` are the new blocks'."""
        for block, file in files.items():
            self.ledger.disk.add(file, file.nbytes)
            if block.contents is not None:
                block.file = file
                self.ledger.unsaved.remove(block.contents, block.contents.nbytes)
            else:  # removed while it was being written
                self.garbage[block.id] = file
                self.changes += 1
        for each in removed:
            self._release(self.garbage.pop(each))
        self.note_manifest(manifest_bytes)
        self.saved_changes = changes

    def note_manifest(self, nbytes: int) -> None:
        """The manifest on disk has that many bytes; 0 where there is none."""
        if self.manifest_bytes:
            self.ledger.disk.remove(self, self.manifest_bytes)
        if nbytes:
            self.ledger.disk.add(self, nbytes)
        self.manifest_bytes = nbytes

    def unsaved(self) -> list[Block]:
        """Blocks that are only in memory, parents before children."""
        return [block for block in self.blocks.values() if not block.saved]

    def drop_unsaved(self) -> int:
        """Give up what is not on disk; returns how many blocks that were."""
        lost = self.unsaved()
        for block in lost:
            self.remove(block)
        return len(lost)

    def touch(self, tip: Place, now: float) -> None:
        """Note that a conversation is at `tip`: one that came by goes on, a new one may end the oldest."""
        reached = {place.block: place.used for place in tip.path()}
        for conversation in self.conversations:
            if any(at.block is tip.block and at.used >= tip.used for at in conversation.tip.path()):
                conversation.last_used = now
                return
        self.conversations = [
            conversation
            for conversation in self.conversations
            if reached.get(conversation.tip.block, -1) < conversation.tip.used
        ]
        self.conversations.append(Conversation(tip, now))
        self.changes += 1
        if len(self.conversations) > MAX_CONVERSATIONS:
            self.conversations.remove(min(self.conversations, key=lambda each: each.last_used))
            self.prune()

    def prune(self) -> None:
        """Remove the blocks that no conversation stands on."""
        needed = {block for each in self.conversations for block in self.held_by(each.tip)}
        for block in [block for block in self.blocks.values() if block not in needed]:
            self.remove(block)

    def held_by(self, tip: Place) -> list[Block]:
        """What a conversation up to `tip` stands on: its blocks, and the snapshots on the way."""
        reached = {place.block: place.used for place in tip.path()}
        on_the_way = [
            each for each in self.snapshots if each.parent and each.used <= reached.get(each.parent, 0)
        ]
        return [*reached, *on_the_way]

    def remove(self, block: Block) -> None:
        """Remove a block and everything that stands on it; conversations end before it."""
        if not block.alive:
            return
        doomed = [block]
        for each in doomed:
            doomed.extend(each.children)
        for each in reversed(doomed):
            self._remove_leaf(each)
        self.conversations = [cut for each in self.conversations if (cut := _cut_back(each)) is not None]

    def _remove_leaf(self, block: Block) -> None:
        block.alive = False
        del self.blocks[block.id]
        (block.parent.children if block.parent else self.roots).remove(block)
        self.prefixes.remove(self, block)
        if block.is_snapshot:
            self.snapshots.remove(block)
        if block.contents is not None:
            self.ledger.hot.remove(block.contents, block.contents.nbytes)
            if not block.saved:
                self.ledger.unsaved.remove(block.contents, block.contents.nbytes)
            block.contents = None
        if block.file is not None:
            self.garbage[block.id] = block.file
        self.changes += 1

    def disown(self, block: Block) -> None:
        """Remove a block whose file is not to be trusted, nor touched."""
        self.remove(block)
        self._release(self.garbage.pop(block.id))

    def forget_files(self) -> None:
        """Everything on disk is gone: what is in memory is to be saved again, the rest is lost."""
        self.changes += 1
        for block in list(self.blocks.values()):
            if block.contents is None:
                self.remove(block)
            elif block.file is not None:
                self._release(block.file)
                block.file = None
                self.ledger.unsaved.add(block.contents, block.contents.nbytes)
        self.drop_garbage()

    def drop_garbage(self) -> None:
        """Files that are nobody's any more, and the manifest, count no longer."""
        for file in self.garbage.values():
            self._release(file)
        self.garbage.clear()
        self.note_manifest(0)

    def _release(self, file: File) -> None:
        self.ledger.disk.remove(file, file.nbytes)

    def latest(self) -> Conversation | None:
        return max(self.conversations, key=lambda each: each.last_used, default=None)

    def info(self, model: str) -> AgentInfo:
        """What the agents API says."""
        return AgentInfo(
            agent=self.owner.agent,
            model=model,
            tokens=self.tokens,
            saved_tokens=sum(block.tokens for block in self.blocks.values() if block.saved),
            hot_bytes=self.ledger.hot_bytes,
            disk_bytes=self.ledger.disk_bytes,
            shared_tokens=sum(block.tokens for block in self.blocks.values() if self.shares(block)),
            tier=self._tier(),
            conversations=len(self.conversations),
            last_used=self.last_used,
            pinned=self.pinned,
        )

    def shares(self, block: Block) -> bool:
        """Whether other agents of the tenant hold the same."""
        total = self.ledger.total
        return total is not None and (
            total.hot.holders(block.contents) > 1 or total.disk.holders(block.file) > 1
        )

    def _tier(self) -> Tier:
        latest = self.latest()
        held = self.held_by(latest.tip) if latest else []
        if not held:
            return "none"
        hot = all(block.contents is not None for block in held)
        if all(block.saved for block in held):
            return "hot+disk" if hot else "disk"
        return "hot" if hot else "none"


def _cut_back(conversation: Conversation) -> Conversation | None:
    """The conversation up to its last block that is still there."""
    tip: Place | None = conversation.tip
    while tip is not None and not tip.block.alive:
        tip = tip.parent
    return Conversation(tip, conversation.last_used) if tip is not None else None
