"""What every message has in common."""

import msgspec


class Message(msgspec.Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Base of everything that crosses the boundary."""
