"""What answers are held against, with mismatches that say where two of them part."""

from typing import Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from steps.drivers.answers import Answer


class SameAnswer(BaseMatcher[Answer]):
    """Text, tokens, logprobs, finish reason and counts equal; what came from a cache does not matter."""

    def __init__(self, other: Answer) -> None:
        self._other = other

    def _matches(self, item: Answer) -> bool:
        return not item.differences(self._other)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"the answer {self._other.text!r}")

    def describe_mismatch(self, item: Answer, mismatch_description: Description) -> None:
        mismatch_description.append_text("they differ in " + "; ".join(item.differences(self._other)[:3]))


class HoldsNothingOf(BaseMatcher[Any]):
    """A text or a list in which not one of some things may occur."""

    def __init__(self, things: tuple[str, ...]) -> None:
        self._things = things

    def _matches(self, item: Any) -> bool:
        return not any(thing in item for thing in self._things)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"nothing of {', '.join(map(repr, self._things))}")


def holds_nothing_of(*things: str) -> Any:
    """Matches a text or a list in which none of `things` occurs."""
    return HoldsNothingOf(things)


def same_answer_as(other: Answer) -> Any:
    """Matches an answer that is `other`, token for token and logprob for logprob."""
    return SameAnswer(other)
