"""Anthropic's answers: whole messages, and the events of a stream."""

from typing import Any, Literal

from msgspec import UNSET, Raw, Struct, UnsetType

from system.api.fold import Tally

StopReason = Literal["end_turn", "max_tokens", "stop_sequence", "tool_use"]


class MessageUsage(Struct, frozen=True):
    """The prompt is the sum of its three kinds: written to the agent's cache, read from it, and the rest.

    The rest is a whole prompt where none is kept, and what is in the cache and was computed again.
    """

    input_tokens: int
    cache_creation_input_tokens: int
    cache_read_input_tokens: int
    output_tokens: int

    @classmethod
    def of(cls, tally: Tally) -> "MessageUsage":
        """What a request has cost."""
        return cls(
            input_tokens=tally.prompt_tokens - tally.new_tokens - tally.cached_tokens,
            cache_creation_input_tokens=tally.new_tokens,
            cache_read_input_tokens=tally.cached_tokens,
            output_tokens=tally.completion_tokens,
        )


class TextContent(Struct, frozen=True, tag="text", tag_field="type"):
    text: str


class ThinkingContent(Struct, frozen=True, tag="thinking", tag_field="type"):
    """What a reasoning model thought; nothing here is signed."""

    thinking: str
    signature: str = ""


class ToolUseContent(Struct, frozen=True, tag="tool_use", tag_field="type"):
    id: str
    name: str
    input: Raw


Content = TextContent | ThinkingContent | ToolUseContent


class MessageAnswer(Struct, frozen=True, tag="message", tag_field="type"):
    """A whole answer; in a stream's first event it has no content and no reason yet."""

    id: str
    model: str
    content: list[Content]
    stop_reason: StopReason | None
    stop_sequence: str | None
    usage: MessageUsage
    role: Literal["assistant"] = "assistant"


class TokenCounted(Struct, frozen=True):
    """What the same conversation costs as a prompt."""

    input_tokens: int


class MessageStart(Struct, frozen=True, tag="message_start", tag_field="type"):
    message: MessageAnswer


class Ping(Struct, frozen=True, tag="ping", tag_field="type"):
    pass


class BlockStart(Struct, frozen=True, tag="content_block_start", tag_field="type"):
    index: int
    content_block: Content


class TextDelta(Struct, frozen=True, tag="text_delta", tag_field="type"):
    text: str


class ThinkingDelta(Struct, frozen=True, tag="thinking_delta", tag_field="type"):
    thinking: str


class InputDelta(Struct, frozen=True, tag="input_json_delta", tag_field="type"):
    partial_json: str


class BlockDelta(Struct, frozen=True, tag="content_block_delta", tag_field="type"):
    index: int
    delta: TextDelta | ThinkingDelta | InputDelta


class BlockStop(Struct, frozen=True, tag="content_block_stop", tag_field="type"):
    index: int


class Ending(Struct, frozen=True):
    stop_reason: StopReason
    stop_sequence: str | None


class MessageEnd(Struct, frozen=True, tag="message_delta", tag_field="type"):
    delta: Ending
    usage: MessageUsage


class MessageStop(Struct, frozen=True, tag="message_stop", tag_field="type"):
    pass


class ErrorReason(Struct, frozen=True):
    type: str
    message: str
    details: dict[str, Any] | UnsetType = UNSET


class MessagesError(Struct, frozen=True, tag="error", tag_field="type"):
    error: ErrorReason
    request_id: str
