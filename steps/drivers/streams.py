"""A streamed answer as it comes: events read by httpx-sse, comments kept, and their fold into one answer."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self

import httpx
from httpx_sse._decoders import SSEDecoder, SSELineDecoder

from steps.drivers.answers import Answer, read_logprobs, read_usage
from steps.drivers.deadlines import ANSWER_SECONDS, DeadlineError

DONE = "[DONE]"
PING = ": ping\n\n"


@dataclass(frozen=True)
class Event:
    """One event's data and when it came, in seconds after the request was sent."""

    data: str
    at_seconds: float

    @property
    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.data)
        return body


class Stream:
    """A request whose answer is read event by event; reading blocks, for as long as the client's timeout."""

    def __init__(self, send: Callable[[], httpx.Response]) -> None:
        self._started = time.monotonic()
        self.response = send()
        self.events: list[Event] = []
        self.comments: list[str] = []
        self.items = self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up: in the middle of an answer, this is a client that went away."""
        self.response.close()

    def _read(self) -> Iterator[Event | str]:
        lines, events = SSELineDecoder(), SSEDecoder()
        said = time.monotonic()
        for text in self.response.iter_text():
            if text != PING:
                said = time.monotonic()
            elif time.monotonic() > said + ANSWER_SECONDS:
                raise DeadlineError(f"Waited {ANSWER_SECONDS:g} s for the stream to say more than {PING!r}")
            for line in lines.decode(text):
                if line.startswith(":"):
                    self.comments.append(line[1:].strip())
                    yield self.comments[-1]
                elif (event := events.decode(line)) is not None:
                    self.events.append(Event(event.data, time.monotonic() - self._started))
                    yield self.events[-1]

    def until_comment(self, beginning: str) -> str:
        """Read until a comment begins so; raises AssertionError if the stream ends before."""
        for item in self.items:
            if isinstance(item, str) and item.startswith(beginning):
                return item
        raise self._ended(f"a comment {beginning!r}")

    def until_tokens(self, count: int) -> None:
        """Read until at least `count` pieces of text have come."""
        while sum(1 for chunk in self.chunks if text_of(chunk)) < count:
            if next(self.items, None) is None:
                raise self._ended(f"{count} pieces of text")

    def finish(self) -> Self:
        """Read to the end."""
        for _ in self.items:
            pass
        return self

    def _ended(self, what: str) -> AssertionError:
        held = [event.data for event in self.events]
        return AssertionError(f"The stream ended before {what}; it held {held}")

    @property
    def chunks(self) -> list[dict[str, Any]]:
        """Every event's JSON but the last word."""
        return [event.json for event in self.events if event.data != DONE]

    @property
    def is_done(self) -> bool:
        """Whether `[DONE]` came, last."""
        return bool(self.events) and self.events[-1].data == DONE

    @property
    def error(self) -> dict[str, Any] | None:
        """The error event's content, where the stream carried one."""
        return next((chunk["error"] for chunk in self.chunks if "error" in chunk), None)

    @property
    def first_text_seconds(self) -> float:
        """From the request to the first text."""
        return next(event.at_seconds for event in self.events if event.data != DONE and text_of(event.json))

    def answer(self) -> Answer:
        """The fold of the events: what the whole body would have said."""
        choices = [choice for chunk in self.chunks for choice in chunk.get("choices", [])]
        usage = next((chunk["usage"] for chunk in reversed(self.chunks) if chunk.get("usage")), None)
        parts = [read_logprobs(choice.get("logprobs")) for choice in choices]
        return Answer(
            text="".join(text_of(chunk) for chunk in self.chunks),
            finish_reason=next((c["finish_reason"] for c in choices if c.get("finish_reason")), None),
            tokens=tuple(token for tokens, _ in parts for token in tokens),
            logprobs=tuple(logprob for _, logprobs in parts for logprob in logprobs),
            fingerprint=next(filter(None, (c.get("system_fingerprint") for c in self.chunks)), ""),
            seconds=self.events[-1].at_seconds,
            **read_usage(usage),
        )


def text_of(chunk: dict[str, Any]) -> str:
    """The text that a chunk adds to the first choice."""
    choices = [choice for choice in chunk.get("choices", []) if choice.get("index", 0) == 0]
    return "".join((c.get("delta") or {}).get("content") or c.get("text") or "" for c in choices)
