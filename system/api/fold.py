"""What a request's events add up to: the whole answer is this fold, a stream shows the events in turn."""

from dataclasses import dataclass, field

from system.engine.messages import Accepted, Delta, Ended, Event, FinishReason, TokenLogprob, ToolCall
from system.errors import AssayError


@dataclass(slots=True)
class Choice:
    """One answer of the `n` that were asked for."""

    text: str = ""
    reasoning: str = ""
    tool_calls: list[ToolCall] = field(default_factory=list)
    logprobs: list[TokenLogprob] = field(default_factory=list)
    finish_reason: FinishReason | None = None


class Tally:
    """The tokens a request has cost so far, for the usage of either kind of answer."""

    def __init__(self, accepted: Accepted) -> None:
        self.prompt_tokens = accepted.prompt_tokens
        self.cached_tokens = accepted.cached_tokens
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
            choice = self._choices[event.choice]
            choice.text += event.text
            choice.reasoning += event.reasoning
            choice.tool_calls += event.tool_calls
            choice.logprobs += event.logprobs
        elif isinstance(event, Ended):
            self._choices[event.choice].finish_reason = event.finish_reason

    def choices(self) -> list[tuple[Choice, FinishReason]]:
        """Every choice with why it ended. Raises AssayError when the engine was done before one had."""
        ended = [(choice, choice.finish_reason) for choice in self._choices if choice.finish_reason]
        if len(ended) < len(self._choices):
            raise AssayError("the engine ended a request before all of its choices had ended")
        return ended
