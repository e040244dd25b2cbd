"""How Anthropic's API shows what was generated: one message, or the events of a stream that make it."""

import msgspec
from msgspec import Raw

from system.api import sse
from system.api.anthropic.answers import (
    BlockDelta,
    BlockStart,
    BlockStop,
    Content,
    Ending,
    InputDelta,
    MessageAnswer,
    MessageEnd,
    MessageStart,
    MessageStop,
    MessageUsage,
    Ping,
    StopReason,
    TextContent,
    TextDelta,
    ThinkingContent,
    ThinkingDelta,
    ToolUseContent,
)
from system.api.anthropic.errors import anthropic_error
from system.api.fold import Fold, Passage, Tally, parts_of
from system.engine.messages import Delta, Ended, FinishReason, ToolCall
from system.errors import AssayError

REASONS: dict[FinishReason, StopReason] = {
    "stop": "end_turn",
    "length": "max_tokens",
    "tool_calls": "tool_use",
}

_encode = msgspec.json.Encoder().encode


def _event(content: msgspec.Struct) -> bytes:
    return sse.event(_encode(content), str(content.__struct_config__.tag))


class MessageView:
    """One message. Its blocks are runs of text, runs of reasoning, and calls, in the order they came."""

    ping = _event(Ping())

    def __init__(self, message_id: str, model: str) -> None:
        self._id = message_id
        self._model = model
        self._blocks = 0
        self._open: str | None = None

    def whole(self, fold: Fold, tally: Tally) -> bytes:
        """The body of an answer that is not streamed."""
        choice, reason = fold.choices()[0]
        content = [_block(part) for part in choice.parts]
        return _encode(self._message(content, _ending(reason, choice.stop), tally))

    def opening(self, tally: Tally) -> bytes:
        """The message without its content, and a first ping."""
        self._tally = tally
        return _event(MessageStart(self._message([], None, tally))) + self.ping

    def delta(self, delta: Delta) -> bytes:
        """The events for what one step added: blocks begun, gone on with, and ended."""
        return b"".join(map(self._added, parts_of(delta)))

    def ended(self, ended: Ended) -> bytes:
        """The end of the last block, and why the message ended."""
        ending = _ending(ended.finish_reason, ended.stop)
        return self._close() + _event(MessageEnd(ending, MessageUsage.of(self._tally)))

    def closing(self, tally: Tally) -> bytes:
        """The last event."""
        return _event(MessageStop())

    def failed(self, error: AssayError, request_id: str) -> bytes:
        """The event that says what went wrong; nothing follows it."""
        return sse.event(_encode(anthropic_error(error, request_id)), "error")

    def _added(self, part: Passage | ToolCall) -> bytes:
        if isinstance(part, ToolCall):
            begun = self._begin("call", ToolUseContent(part.id, part.name, Raw(b"{}")))
            return begun + self._go_on(InputDelta(part.arguments)) + self._close()
        begun = b""
        if self._open != part.kind:
            begun = self._begin(part.kind, TextContent("") if part.kind == "text" else ThinkingContent(""))
        return begun + self._go_on(TextDelta(part.text) if part.kind == "text" else ThinkingDelta(part.text))

    def _begin(self, kind: str, block: Content) -> bytes:
        ended = self._close()
        self._open = kind
        return ended + _event(BlockStart(self._blocks, block))

    def _go_on(self, delta: TextDelta | ThinkingDelta | InputDelta) -> bytes:
        return _event(BlockDelta(self._blocks, delta))

    def _close(self) -> bytes:
        if self._open is None:
            return b""
        self._open = None
        self._blocks += 1
        return _event(BlockStop(self._blocks - 1))

    def _message(self, content: list[Content], ending: Ending | None, tally: Tally) -> MessageAnswer:
        return MessageAnswer(
            id=self._id,
            model=self._model,
            content=content,
            stop_reason=ending.stop_reason if ending else None,
            stop_sequence=ending.stop_sequence if ending else None,
            usage=MessageUsage.of(tally),
        )


def _block(part: Passage | ToolCall) -> Content:
    if isinstance(part, ToolCall):
        return ToolUseContent(part.id, part.name, Raw(part.arguments.encode()))
    return TextContent(part.text) if part.kind == "text" else ThinkingContent(part.text)


def _ending(reason: FinishReason, stop: str | None) -> Ending:
    """A stop string ends a message by its own reason, unless there are calls to be made."""
    if stop is not None and reason == "stop":
        return Ending("stop_sequence", stop)
    return Ending(REASONS[reason], None)
