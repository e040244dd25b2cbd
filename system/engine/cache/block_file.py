"""One block as a file: version 1 of Assay's own format.

    8 bytes    magic "ASSAYKV\\n"
    4 bytes    version, little-endian
    4 bytes    length of the header, little-endian
    header     MessagePack array: model fingerprint, owner digest, start, tokens, shapes, token digests,
               arrays
    zeros      up to a multiple of 64
    payload    see `layers`; of a snapshot, which has no tokens, see `arrays`

The file says what it is; that it is the right one and whole, its size and SHA-256 in the agent's manifest
say, which is itself authenticated. (SHA-256 has instructions of its own on current processors: about twice
BLAKE2b's speed.)
"""

import struct
from hashlib import sha256

import msgspec
import numpy as np

from system.engine.cache.arrays import ArrayShape
from system.engine.cache.block import Contents
from system.engine.cache.damage import DamageError, Reason
from system.engine.cache.digests import DIGEST_BYTES
from system.engine.cache.layers import Shapes, payload_bytes

MAGIC = b"ASSAYKV\n"
VERSION = 1
CHECKSUM_BYTES = 16
MAX_HEADER_BYTES = 1 << 20

_PREFIX = struct.Struct("<8sII")
_ALIGNMENT = 64


class Header(msgspec.Struct, frozen=True, array_like=True):
    fingerprint: str
    owner: str
    start: int
    tokens: int
    shapes: Shapes
    digests: bytes
    arrays: tuple[ArrayShape, ...] = ()

    @property
    def payload_bytes(self) -> int:
        """Raises KeyError for a precision this version does not know."""
        return payload_bytes(self.shapes, self.tokens) + sum(each.nbytes for each in self.arrays)

    @property
    def digests_bytes(self) -> int:
        return DIGEST_BYTES * (1 if self.arrays else self.tokens)


class Expected(msgspec.Struct, frozen=True):
    """What the manifest says the file is."""

    fingerprint: str
    owner: str
    start: int
    tokens: int
    file_bytes: int
    checksum: bytes


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Header)


def encode(header: Header, payload: memoryview) -> tuple[list[bytes | memoryview], int, bytes]:
    """The parts of the file in order, its size in bytes, and its checksum."""
    body = _encoder.encode(header)
    head = _PREFIX.pack(MAGIC, VERSION, len(body)) + body
    head += bytes(-len(head) % _ALIGNMENT)
    return [head, payload], len(head) + payload.nbytes, checksum(head, payload)


def decode(data: bytes, expected: Expected) -> Contents:
    """The block in a file's bytes. Raises DamageError for anything that is not the block expected."""
    if len(data) != expected.file_bytes or checksum(data) != expected.checksum:
        raise _diagnosis(data, expected)
    header, offset = _read_header(data)
    if (header.start, header.tokens) != (expected.start, expected.tokens):
        raise DamageError(Reason.CHECKSUM, "header and manifest disagree")
    if len(data) - offset != header.payload_bytes or len(header.digests) != header.digests_bytes:
        raise DamageError(Reason.CHECKSUM, "header and payload disagree")
    digests = np.frombuffer(header.digests, dtype="<u8")
    payload = np.frombuffer(data, dtype=np.uint8, offset=offset)
    return Contents(header.shapes, digests, payload, header.arrays)


def checksum(*parts: bytes | memoryview) -> bytes:
    """SHA-256 cut to 16 bytes."""
    digest = sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()[:CHECKSUM_BYTES]


def _read_header(data: bytes) -> tuple[Header, int]:
    """The header and where the payload starts; every length is checked against what is there."""
    if not data.startswith(MAGIC[: len(data)]):
        raise DamageError(Reason.FOREIGN, "not a block of Assay's")
    if len(data) < _PREFIX.size:
        raise DamageError(Reason.TRUNCATED, f"only {len(data)} bytes")
    _, version, length = _PREFIX.unpack_from(data)
    if version != VERSION:
        raise DamageError(Reason.VERSION, f"format version {version}, this server reads {VERSION}")
    stop = _PREFIX.size + length
    if length > MAX_HEADER_BYTES or stop > len(data):
        raise DamageError(Reason.TRUNCATED, f"a header of {length} bytes in a file of {len(data)}")
    try:
        header = _decoder.decode(data[_PREFIX.size : stop])
        _ = header.payload_bytes
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError) as error:
        raise DamageError(Reason.CHECKSUM, "the header can't be read") from error
    return header, stop + -stop % _ALIGNMENT


def _diagnosis(data: bytes, expected: Expected) -> DamageError:
    """Why a file whose checksum is wrong may be so; nothing it says is used for anything else."""
    if not data:
        return DamageError(Reason.TRUNCATED, "the file is empty")
    try:
        header, _ = _read_header(data)
    except DamageError as damage:
        return damage
    if header.fingerprint != expected.fingerprint:
        return DamageError(Reason.FINGERPRINT, "made by another model")
    if header.owner != expected.owner:
        return DamageError(Reason.OWNER, "another agent's block")
    if len(data) < expected.file_bytes:
        return DamageError(Reason.TRUNCATED, f"{len(data)} of {expected.file_bytes} bytes")
    return DamageError(Reason.CHECKSUM, "the checksum is not the manifest's")
