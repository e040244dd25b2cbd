"""Two ways to show what was generated, for chats and for completions: one body, or the events of a stream."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from system.api import sse
from system.api.fold import Choice, Fold, Tally
from system.api.openai.answers import (
    AnsweredMessage,
    AnsweredToolCall,
    ChatChoice,
    ChatChunk,
    ChatChunkChoice,
    ChatCompletion,
    MessageDelta,
    TextChoice,
    TextCompletion,
    ToolCallDelta,
    Usage,
    called,
    chat_logprobs,
    text_logprobs,
)
from system.api.problems import openai_error
from system.engine.messages import Delta, Ended, Generate
from system.errors import AssayError

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Head:
    """What every body and every chunk of one answer begins with."""

    id: str
    created: int
    model: str
    system_fingerprint: str


class OpenAIView(ABC):
    """How every stream of this API pings, fails and ends."""

    ping = sse.PING
    _usage: UnsetType | None

    def failed(self, error: AssayError, request_id: str) -> bytes:
        """The event that says what went wrong; nothing follows it."""
        return sse.event(_encode(openai_error(error)))

    def closing(self, tally: Tally) -> bytes:
        """The chunk with the usage, for those who asked for it, and the end."""
        asked = self._usage is None
        return (self._chunk([], Usage.of(tally)) if asked else b"") + sse.DONE

    @abstractmethod
    def _chunk(self, choices: list[Any], usage: Usage | UnsetType | None) -> bytes:
        """The event of these choices."""


class ChatView(OpenAIView):
    """A chat completion."""

    def __init__(self, head: Head, order: Generate, include_usage: bool) -> None:
        self._head = head
        self._wants_logprobs = order.top_logprobs is not None
        self._usage = None if include_usage else UNSET
        self._calls = [0] * order.n

    def whole(self, fold: Fold, tally: Tally) -> bytes:
        """The body of an answer that is not streamed."""
        choices = [
            ChatChoice(
                index=index,
                message=_message(choice),
                finish_reason=reason,
                logprobs=chat_logprobs(choice.logprobs) if self._wants_logprobs else None,
            )
            for index, (choice, reason) in enumerate(fold.choices())
        ]
        head = self._head
        return _encode(
            ChatCompletion(
                head.id, head.created, head.model, head.system_fingerprint, choices, Usage.of(tally)
            )
        )

    def opening(self, tally: Tally) -> bytes:
        """The chunks that come before anything was generated: each choice's role."""
        role = MessageDelta(role="assistant", content="")
        choices = [ChatChunkChoice(index, role) for index in range(len(self._calls))]
        return b"".join(self._chunk([choice], self._usage) for choice in choices)

    def delta(self, delta: Delta) -> bytes:
        """The chunk for what one step added."""
        shown = MessageDelta(
            content=delta.text if delta.text or delta.logprobs else UNSET,
            reasoning_content=delta.reasoning or UNSET,
            tool_calls=self._tool_calls(delta) if delta.tool_calls else UNSET,
        )
        logprobs = chat_logprobs(delta.logprobs) if delta.logprobs else None
        return self._chunk([ChatChunkChoice(delta.choice, shown, logprobs)], self._usage)

    def ended(self, ended: Ended) -> bytes:
        """The chunk that says why a choice ended."""
        choice = ChatChunkChoice(ended.choice, MessageDelta(), finish_reason=ended.finish_reason)
        return self._chunk([choice], self._usage)

    def _tool_calls(self, delta: Delta) -> list[ToolCallDelta]:
        first = self._calls[delta.choice]
        self._calls[delta.choice] += len(delta.tool_calls)
        return [
            ToolCallDelta(index, call.id, called(call))
            for index, call in enumerate(delta.tool_calls, start=first)
        ]

    def _chunk(self, choices: list[ChatChunkChoice], usage: Usage | UnsetType | None) -> bytes:
        head = self._head
        chunk = ChatChunk(head.id, head.created, head.model, head.system_fingerprint, choices, usage=usage)
        return sse.event(_encode(chunk))


class TextView(OpenAIView):
    """A completion of the older API."""

    def __init__(self, head: Head, order: Generate, include_usage: bool) -> None:
        self._head = head
        self._wants_logprobs = order.top_logprobs is not None
        self._with_top = bool(order.top_logprobs)
        self._usage = None if include_usage else UNSET
        self._offsets = [0] * order.n

    def whole(self, fold: Fold, tally: Tally) -> bytes:
        """The body of an answer that is not streamed."""
        choices = [
            TextChoice(
                text=choice.text,
                index=index,
                logprobs=text_logprobs(choice.logprobs, 0, self._with_top) if self._wants_logprobs else None,
                finish_reason=reason,
            )
            for index, (choice, reason) in enumerate(fold.choices())
        ]
        return self._body(choices, Usage.of(tally))

    def opening(self, tally: Tally) -> bytes:
        """Nothing: a completion has no role to announce."""
        return b""

    def delta(self, delta: Delta) -> bytes:
        """The chunk for what one step added."""
        logprobs = None
        if delta.logprobs:
            logprobs = text_logprobs(delta.logprobs, self._offsets[delta.choice], self._with_top)
            self._offsets[delta.choice] += sum(len(chosen.token) for chosen in delta.logprobs)
        return self._chunk([TextChoice(delta.text, delta.choice, logprobs)], self._usage)

    def ended(self, ended: Ended) -> bytes:
        """The chunk that says why a choice ended."""
        return self._chunk([TextChoice("", ended.choice, finish_reason=ended.finish_reason)], self._usage)

    def _chunk(self, choices: list[TextChoice], usage: Usage | UnsetType | None) -> bytes:
        return sse.event(self._body(choices, usage))

    def _body(self, choices: list[TextChoice], usage: Usage | UnsetType | None) -> bytes:
        head = self._head
        return _encode(
            TextCompletion(head.id, head.created, head.model, head.system_fingerprint, choices, usage=usage)
        )


def _message(choice: Choice) -> AnsweredMessage:
    calls = [AnsweredToolCall(call.id, called(call)) for call in choice.tool_calls]
    return AnsweredMessage(
        content=None if calls and not choice.text else choice.text,
        reasoning_content=choice.reasoning or UNSET,
        tool_calls=calls or UNSET,
    )
