"""One answer of a server, read from its stream as it comes."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from httpx_sse import EventSource, SSEError

from system.cli.output import CommandError, Json
from system.cli.remote import Remote

CHAT = "/v1/chat/completions"
TEXT = "/v1/completions"
DONE = "[DONE]"

Write = Callable[[str], None]


@dataclass(slots=True)
class Answer:
    """What came of one request; times in seconds since it was sent."""

    model: str = ""
    text: str = ""
    reasoning: str = ""
    finish_reason: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    first_token_seconds: float | None = None
    total_seconds: float = 0
    tokens: list[Json] = field(default_factory=list)
    """With logprobs: `id`, `text`, `probability` and `seconds` of each; no id where the server gives none."""


def ask(remote: Remote, body: Json, on_text: Write, on_reasoning: Write) -> Answer:
    """Send a request and hand on what is said as it comes. Raises CommandError where the answer fails.

    One with `messages` is a chat, one with a `prompt` goes on as the model would. Whole answers are streams
    that were collected: there is one way to read them.
    """
    answer, started = Answer(), time.monotonic()
    wanted = {**body, "stream": True, "stream_options": {"include_usage": True}}
    with remote.streamed(CHAT if "messages" in body else TEXT, wanted, {}) as response:
        try:
            for event in EventSource(response).iter_sse():
                answer.total_seconds = time.monotonic() - started
                if event.data == DONE:
                    return answer
                _take(answer, json.loads(event.data), on_text, on_reasoning)
        except (SSEError, ValueError) as error:
            raise CommandError(f"{remote.url} answers with what is no stream of events: {error}") from error
    raise CommandError("the answer broke off before its end", hint="the server's log says why")


def _take(answer: Answer, chunk: Json, on_text: Write, on_reasoning: Write) -> None:
    if "error" in chunk:
        raise CommandError(str(chunk["error"]["message"]), code=str(chunk["error"].get("code") or "failed"))
    answer.model = chunk["model"]
    if usage := chunk.get("usage"):
        answer.prompt_tokens, answer.completion_tokens = usage["prompt_tokens"], usage["completion_tokens"]
        answer.cached_tokens = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    for choice in chunk["choices"]:
        _take_choice(answer, choice, on_text, on_reasoning)


def _take_choice(answer: Answer, choice: Json, on_text: Write, on_reasoning: Write) -> None:
    delta = choice.get("delta") or {"content": choice.get("text")}
    text, reasoning = delta.get("content") or "", delta.get("reasoning_content") or ""
    logprobs = _chosen(choice.get("logprobs") or {})
    if answer.first_token_seconds is None and (text or reasoning or logprobs):
        answer.first_token_seconds = answer.total_seconds
    answer.text += text
    answer.reasoning += reasoning
    answer.finish_reason = choice.get("finish_reason") or answer.finish_reason
    answer.tokens += [_token(each, answer.total_seconds) for each in logprobs]
    if reasoning:
        on_reasoning(reasoning)
    if text:
        on_text(text)


def _chosen(logprobs: Json) -> list[Json]:
    """The tokens of a chat's logprobs, or of a completion's, as the former has them."""
    if "tokens" not in logprobs:
        return logprobs.get("content") or []
    texts, values = logprobs["tokens"], logprobs["token_logprobs"]
    ids = logprobs.get("token_ids") or [None] * len(texts)
    return [
        {"token_id": each, "token": text, "logprob": value}
        for each, text, value in zip(ids, texts, values, strict=True)
    ]


def _token(chosen: Json, seconds: float) -> Json:
    return {
        "id": chosen.get("token_id"),
        "text": chosen["token"],
        "probability": min(1.0, math.exp(chosen["logprob"])),
        "seconds": seconds,
    }
