"""Every choice of an answer in one shape, read from a whole body or folded from a stream's chunks."""

import codecs
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from steps.drivers.answers import LOGPROB_TOLERANCE, read_logprobs


@dataclass
class Choice:
    """What one choice says; `calls` are names and arguments as JSON text, without their ids."""

    text: str = ""
    reasoning: str = ""
    finish_reason: str | None = None
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    likeliest: list[list[tuple[str, float]]] = field(default_factory=list)

    @classmethod
    def of_body(cls, choice: dict[str, Any]) -> Self:
        """A choice of a chat completion or a completion."""
        message = choice.get("message") or {"content": choice.get("text")}
        read = cls(message.get("content") or "", message.get("reasoning_content") or "")
        read.finish_reason = choice["finish_reason"]
        read._add_calls(message.get("tool_calls"))
        read._add_logprobs(choice.get("logprobs"))
        return read

    def add_chunk(self, choice: dict[str, Any]) -> None:
        """Take in what one chunk of a stream adds to this choice."""
        delta = choice.get("delta") or {"content": choice.get("text")}
        self.text += delta.get("content") or ""
        self.reasoning += delta.get("reasoning_content") or ""
        self.finish_reason = choice.get("finish_reason") or self.finish_reason
        self._add_calls(delta.get("tool_calls"))
        self._add_logprobs(choice.get("logprobs"))

    def _add_calls(self, calls: Iterable[dict[str, Any]] | None) -> None:
        """Calls come whole, or their arguments piece by piece under one index."""
        for call in calls or ():
            name, arguments = call["function"].get("name"), call["function"].get("arguments") or ""
            if name:
                self.calls.append((name, arguments))
            else:
                self.calls[-1] = (self.calls[-1][0], self.calls[-1][1] + arguments)

    def _add_logprobs(self, logprobs: dict[str, Any] | None) -> None:
        tokens, values = read_logprobs(logprobs)
        self.tokens += tokens
        self.logprobs += values
        for entry in (logprobs or {}).get("content") or ():
            self.likeliest.append([(top["token"], top["logprob"]) for top in entry["top_logprobs"]])

    def spelled(self) -> str:
        """The text that the bytes of the tokens make, less half a character that max_tokens cut off.

        Needs logprobs of a chat.
        """
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        raw = b"".join(map(bytes.fromhex, self.tokens))
        return decoder.decode(raw, final=self.finish_reason != "length")

    def faults_of_logprobs(self, count: int) -> list[str]:
        """What is wrong with the logprobs at temperature 0, where `count` of the likeliest were asked for."""
        found = []
        for token, mine, likeliest in zip(self.tokens, self.logprobs, self.likeliest, strict=True):
            values = [value for _, value in likeliest]
            if len(values) != count or values != sorted(values, reverse=True):
                found.append(f"{token!r} has alternatives {likeliest}")
            if values and abs(values[0] - mine) > LOGPROB_TOLERANCE:
                found.append(f"{token!r} was taken at {mine} though {likeliest[0]} was likelier")
            if max(values, default=mine) > 0 or sum(map(math.exp, values)) > 1 + LOGPROB_TOLERANCE:
                found.append(f"{token!r} has probabilities over 1: {likeliest}")
        return found

    def is_likeliest(self) -> list[bool]:
        """Whether each token was the likeliest."""
        return [
            mine >= likeliest[0][1] - LOGPROB_TOLERANCE
            for mine, likeliest in zip(self.logprobs, self.likeliest, strict=True)
        ]

    def faults_of_bound(self, *, top_k: int = 21, top_p: float = 1, min_p: float = 0) -> list[str]:
        """Tokens that a bound should have kept out, by the 20 likeliest beside each.

        Out is what has `top_k` likelier ones, or likelier ones of `top_p` together, or less than `min_p`
        times the likeliest's probability.
        """
        found = []
        for token, mine, likeliest in zip(self.tokens, self.logprobs, self.likeliest, strict=True):
            likelier = [value for _, value in likeliest if value > mine + LOGPROB_TOLERANCE]
            mass, share = sum(map(math.exp, likelier)), math.exp(mine - likeliest[0][1])
            slack = LOGPROB_TOLERANCE
            if len(likelier) >= top_k or mass >= top_p + slack or share < min_p - slack:
                found.append(
                    f"{token!r}: {len(likelier)} are likelier, of {mass:.3f} together, {share:.3f} times"
                )
        return found

    def differences(self, other: "Choice") -> list[str]:
        """Where two choices part; empty when nowhere."""
        parts = ("text", "reasoning", "finish_reason", "calls", "tokens")
        found = [
            f"{part}: {mine!r} and {theirs!r}"
            for part in parts
            if (mine := getattr(self, part)) != (theirs := getattr(other, part))
        ]
        return found or [
            f"logprob of {token!r}: {mine} and {theirs}"
            for token, mine, theirs in zip(self.tokens, self.logprobs, other.logprobs, strict=True)
            if abs(mine - theirs) > LOGPROB_TOLERANCE
        ]


def choices_of_body(body: dict[str, Any]) -> list[Choice]:
    """A whole answer's choices, in the order of their indexes."""
    return [Choice.of_body(choice) for choice in sorted(body["choices"], key=lambda choice: choice["index"])]


def choices_of_chunks(chunks: Iterable[dict[str, Any]]) -> list[Choice]:
    """A stream's choices, in the order of their indexes."""
    found: dict[int, Choice] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            found.setdefault(choice["index"], Choice()).add_chunk(choice)
    return [choice for _, choice in sorted(found.items())]
