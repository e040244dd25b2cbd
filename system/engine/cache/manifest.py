"""manifest.json of one agent: which blocks there are, how they hang together, and whose they are.

Binary values are base64. The last field authenticates all before it with the home's secret, so that what the
rest of the store believes was written by this home: a manifest is either exactly as saved, or not used.
"""

import hmac
from collections.abc import Collection
from hashlib import blake2b

import msgspec

from system.engine.cache.agent import Agent, Conversation
from system.engine.cache.block import BLOCK_TOKENS, Block, File, Place
from system.engine.cache.damage import DamageError, Reason
from system.engine.cache.digests import DIGEST_BYTES, owner_digest
from system.engine.messages import Owner

FILENAME = "manifest.json"
FORMAT = "assay-cache"
VERSION = 2
MAX_BYTES = 64 << 20

_MAC_BYTES = 32
_MAC_FIELD = b',"mac":"'


class SavedBlock(msgspec.Struct, frozen=True, array_like=True):
    """`parent` is -1 for a block that starts a conversation, `tokens` 0 for a snapshot; `writer` is the
    folder of who wrote its file.
    """

    id: int
    parent: int
    used: int
    tokens: int
    file_bytes: int
    head: bytes
    tail: bytes
    checksum: bytes
    writer: str


class SavedConversation(msgspec.Struct, frozen=True, array_like=True):
    block: int
    used: int
    last_used: float


class Manifest(msgspec.Struct, frozen=True):
    format: str
    version: int
    model: str
    fingerprint: str
    owner: str
    tenant: str
    agent: str
    tokens: int
    last_used: float
    blocks: list[SavedBlock]
    conversations: list[SavedConversation]
    pinned: bool = False


class _Kind(msgspec.Struct, frozen=True):
    format: str = ""
    version: int = 0
    fingerprint: str = ""


def encode(manifest: Manifest, secret: bytes) -> bytes:
    body = msgspec.json.encode(manifest)
    return body[:-1] + _MAC_FIELD + _mac(body, secret) + b'"}'


def fingerprint_of(data: bytes) -> str:
    """Of which model a manifest says it is, before anything is verified. Raises DamageError."""
    return _kind(data).fingerprint


def decode(data: bytes, *, folder: str, fingerprint: str, secret: bytes) -> Manifest:
    """The manifest found in `folder`. Raises DamageError if it isn't that agent's, this model's, as saved."""
    kind = _kind(data)
    if kind.format != FORMAT:
        raise DamageError(Reason.FOREIGN, "not a manifest of Assay's", folder=True)
    if kind.version != VERSION:
        message = f"format version {kind.version}, this server reads {VERSION}"
        raise DamageError(Reason.VERSION, message, folder=True)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamageError(Reason.CHECKSUM, "the manifest can't be read", folder=True) from error
    if manifest.fingerprint != fingerprint:
        raise DamageError(Reason.FINGERPRINT, "made by another model", folder=True)
    if not manifest.owner == folder == owner_digest(secret, Owner(manifest.tenant, manifest.agent)):
        raise DamageError(Reason.OWNER, "another agent's, or another home's", folder=True)
    tail = len(_MAC_FIELD) + 2 * _MAC_BYTES + 2
    expected = _MAC_FIELD + _mac(data[:-tail] + b"}", secret) + b'"}'
    if not hmac.compare_digest(data[-tail:], expected):
        raise DamageError(Reason.CHECKSUM, "the manifest is not as it was saved", folder=True)
    return manifest


def describe(agent: Agent, model: str, fingerprint: str, new: dict[Block, File]) -> Manifest:
    """What is on disk once this manifest is: all that was saved, and the `new` blocks' files."""
    files = {block: file for block in agent.blocks.values() if (file := block.file or new.get(block))}
    return Manifest(
        format=FORMAT,
        version=VERSION,
        model=model,
        fingerprint=fingerprint,
        owner=agent.folder,
        tenant=agent.owner.tenant,
        agent=agent.owner.agent,
        tokens=sum(block.tokens for block in files),
        last_used=agent.last_used,
        pinned=agent.pinned,
        blocks=[_saved_block(block, file) for block, file in files.items()],
        conversations=[
            SavedConversation(tip.block.id, tip.used, conversation.last_used)
            for conversation in agent.conversations
            if (tip := _known_part(conversation.tip, files.keys())) is not None
        ],
    )


def restore(agent: Agent, manifest: Manifest, manifest_bytes: int) -> None:
    """Build the agent's tree as the manifest has it, all on disk. Raises DamageError if it is no tree."""
    try:
        for saved in manifest.blocks:
            agent.plant(_restored_block(agent, saved))
        for each in manifest.conversations:
            agent.conversations.append(
                Conversation(Place(agent.blocks[each.block], each.used), each.last_used)
            )
    except (KeyError, ValueError) as error:
        raise DamageError(Reason.CHECKSUM, f"the blocks make no tree: {error}", folder=True) from error
    agent.next_id = max(agent.blocks, default=-1) + 1
    agent.last_used = manifest.last_used
    agent.pinned = manifest.pinned
    agent.note_manifest(manifest_bytes)


def _kind(data: bytes) -> _Kind:
    if not data:
        raise DamageError(Reason.TRUNCATED, "the manifest is empty", folder=True)
    try:
        return msgspec.json.decode(data, type=_Kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        ours = data.startswith(f'{{"format":"{FORMAT}"'.encode())
        reason = Reason.FOREIGN if not ours else Reason.CHECKSUM if data.endswith(b'"}') else Reason.TRUNCATED
        raise DamageError(reason, "the manifest is no JSON", folder=True) from error


def _mac(body: bytes, secret: bytes) -> bytes:
    return blake2b(body, key=secret, digest_size=_MAC_BYTES, person=b"manifest").hexdigest().encode()


def _saved_block(block: Block, file: File) -> SavedBlock:
    return SavedBlock(
        id=block.id,
        parent=block.parent.id if block.parent else -1,
        used=block.used,
        tokens=block.tokens,
        file_bytes=file.nbytes,
        head=block.head.to_bytes(DIGEST_BYTES, "little"),
        tail=block.tail.to_bytes(DIGEST_BYTES, "little"),
        checksum=file.checksum,
        writer=file.writer,
    )


def _restored_block(agent: Agent, saved: SavedBlock) -> Block:
    parent = agent.blocks[saved.parent] if saved.parent >= 0 else None
    least, most = (1, parent.tokens) if parent else (0, 0)
    fewest = 0 if parent else 1
    if not (fewest <= saved.tokens <= BLOCK_TOKENS and least <= saved.used <= most and saved.file_bytes > 0):
        raise ValueError(f"block {saved.id}")
    return Block(
        id=saved.id,
        parent=parent,
        used=saved.used,
        start=(parent.start if parent else 0) + saved.used,
        tokens=saved.tokens,
        head=int.from_bytes(saved.head, "little"),
        tail=int.from_bytes(saved.tail, "little"),
        file=File(saved.file_bytes, saved.checksum, saved.writer),
    )


def _known_part(tip: Place | None, known: Collection[Block]) -> Place | None:
    """The part of a conversation that stands on `known` blocks."""
    while tip is not None and tip.block not in known:
        tip = tip.parent
    return tip
