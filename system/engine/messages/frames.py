"""Messages as they travel: MessagePack behind a 4-byte big-endian length."""

import msgspec

from system.engine.messages.base import Message
from system.engine.messages.commands import Command
from system.engine.messages.reports import Report

MAX_MESSAGE_BYTES = 256 << 20
LENGTH_BYTES = 4

_encoder = msgspec.msgpack.Encoder()
_command_decoder: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)
_report_decoder: msgspec.msgpack.Decoder[Report] = msgspec.msgpack.Decoder(Report)


def frame(message: Message) -> bytes:
    """The message as it travels: its length in 4 bytes, then MessagePack.

    >>> from system.engine.messages import Cancel
    >>> decode_command(frame(Cancel("r1"))[LENGTH_BYTES:])
    Cancel(request_id='r1')
    """
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def decode_command(body: bytes) -> Command:
    """Raises msgspec.ValidationError on anything that is not a command."""
    return _command_decoder.decode(body)


def decode_report(body: bytes) -> Report:
    """Raises msgspec.ValidationError on anything that is not a report."""
    return _report_decoder.decode(body)
