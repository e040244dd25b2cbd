"""What a request's events add up to: the whole answer is this fold, a stream shows the events in turn."""

from dataclasses import dataclass, field
from typing import Literal

from system.engine.messages import Accepted, Delta, Ended, Event, FinishReason, TokenLogprob, ToolCall
from system.errors import AssayError


@dataclass(slots=True)
class Passage:
    """Text of one kind with nothing of another in between."""

    kind: Literal["text", "reasoning"]
    text: str


@dataclass(slots=True)
class Choice:
    """One answer of the `n` that were asked for: its passages and calls in the order in which they came.

    `stop` is the stop string that ended it, None where none did.
    """

    parts: list[Passage | ToolCall] = field(default_factory=list)
    logprobs: list[TokenLogprob] = field(default_factory=list)
    finish_reason: FinishReason | None = None
    stop: str | None = None

    @property
    def text(self) -> str:
        """All that was said, reasoning left out."""
        return self._joined("text")

    @property
    def reasoning(self) -> str:
        return self._joined("reasoning")

    @property
    def tool_calls(self) -> list[ToolCall]:
        return [part for part in self.parts if isinstance(part, ToolCall)]

    def add(self, delta: Delta) -> None:
        """Take in what one step added."""
        for part in parts_of(delta):
            last = self.parts[-1] if self.parts else None
            if isinstance(part, Passage) and isinstance(last, Passage) and last.kind == part.kind:
                last.text += part.text
            else:
                self.parts.append(part)
        self.logprobs += delta.logprobs

    def _joined(self, kind: str) -> str:
        return "".join(part.text for part in self.parts if isinstance(part, Passage) and part.kind == kind)


def parts_of(delta: Delta) -> list[Passage | ToolCall]:
    """What one step added, in the order in which every answer shows it."""
    parts: list[Passage | ToolCall] = []
    if delta.reasoning:
        parts.append(Passage("reasoning", delta.reasoning))
    if delta.text:
        parts.append(Passage("text", delta.text))
    return [*parts, *delta.tool_calls]


class Tally:
    """The tokens a request has cost so far, for the usage of either kind of answer."""

    def __init__(self, accepted: Accepted) -> None:
        self.prompt_tokens = accepted.prompt_tokens
        self.cached_tokens = accepted.cached_tokens
        self.new_tokens = accepted.new_tokens
        self.cache_source = accepted.cache_source
        self.completion_tokens = 0

    def end(self, ended: Ended) -> None:
        """Count one choice that has ended."""
        self.completion_tokens += ended.completion_tokens


class Fold:
    """The choices of one request, growing with its events."""

    def __init__(self, choices: int) -> None:
        self._choices = [Choice() for _ in range(choices)]

    def add(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, Delta):
            self._choices[event.choice].add(event)
        elif isinstance(event, Ended):
            choice = self._choices[event.choice]
            choice.finish_reason, choice.stop = event.finish_reason, event.stop

    def choices(self) -> list[tuple[Choice, FinishReason]]:
        """Every choice with why it ended. Raises AssayError when the engine was done before one had."""
        ended = [(choice, choice.finish_reason) for choice in self._choices if choice.finish_reason]
        if len(ended) < len(self._choices):
            raise AssayError("the engine ended a request before all of its choices had ended")
        return ended
