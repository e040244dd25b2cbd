"""What a server answered, in one shape for both APIs and both modes, and how two answers differ."""

from dataclasses import dataclass, field
from typing import Any, Self

LOGPROB_TOLERANCE = 1e-4
"""Between what float32's rounding makes of a text computed in other pieces (up to 3e-5, whatever its length,
on three kinds of processor) and what a cache kept in half precision would (3e-3)."""


@dataclass(frozen=True)
class Answer:
    """One choice with its usage; `tokens` and `logprobs` are those of the answer, if they were asked for."""

    text: str
    finish_reason: str | None
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    cache_source: str
    tokens: tuple[str, ...] = ()
    logprobs: tuple[float, ...] = ()
    fingerprint: str = ""
    seconds: float = 0.0
    body: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_body(cls, body: dict[str, Any], seconds: float) -> Self:
        """The first choice of a chat completion or a completion, and the usage of all."""
        choice = body["choices"][0]
        text = choice["message"]["content"] if "message" in choice else choice["text"]
        tokens, logprobs = read_logprobs(choice.get("logprobs"))
        return cls(
            text=text or "",
            finish_reason=choice["finish_reason"],
            tokens=tokens,
            logprobs=logprobs,
            fingerprint=body.get("system_fingerprint") or "",
            seconds=seconds,
            body=body,
            **read_usage(body.get("usage")),
        )

    @property
    def total_tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def differences(self, other: "Answer") -> list[str]:
        """Where two answers to one prompt part, whatever either took from a cache; empty when nowhere."""
        parts = ("text", "finish_reason", "prompt_tokens", "completion_tokens", "tokens")
        found = [
            f"{part}: {mine!r} and {theirs!r}"
            for part in parts
            if (mine := getattr(self, part)) != (theirs := getattr(other, part))
        ]
        return found or self._logprob_differences(other)

    def _logprob_differences(self, other: "Answer") -> list[str]:
        if self.text and not self.logprobs:
            return ["neither carries the logprobs that were asked for"]
        pairs = zip(self.tokens, self.logprobs, other.logprobs, strict=True)
        return [
            f"logprob of {token!r}: {mine} and {theirs}"
            for token, mine, theirs in pairs
            if abs(mine - theirs) > LOGPROB_TOLERANCE
        ]


def read_usage(usage: dict[str, Any] | None) -> dict[str, Any]:
    """Usage as the fields of an Answer; all zero where the server sent none."""
    usage = usage or {}
    details = usage.get("prompt_tokens_details") or {}
    return {
        "prompt_tokens": usage.get("prompt_tokens", 0),
        "completion_tokens": usage.get("completion_tokens", 0),
        "cached_tokens": details.get("cached_tokens", 0),
        "cache_source": details.get("cache_source", "none"),
    }


def read_logprobs(logprobs: dict[str, Any] | None) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Tokens and their logprobs, from chat's `content` list or completions' parallel lists."""
    if not logprobs:
        return (), ()
    if logprobs.get("content") is not None:
        entries = logprobs["content"]
        return tuple(_exact(entry) for entry in entries), tuple(entry["logprob"] for entry in entries)
    return tuple(logprobs.get("tokens") or ()), tuple(logprobs.get("token_logprobs") or ())


def _exact(entry: dict[str, Any]) -> str:
    """A token by its bytes where they are given: text alone cannot tell halves of a character apart."""
    return bytes(entry["bytes"]).hex(" ") if entry.get("bytes") else str(entry["token"])
