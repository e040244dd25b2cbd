"""OpenAI's answers: whole bodies, the chunks of a stream, and what they are made of."""

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from system.api.fold import Tally
from system.engine.messages import CacheSource, FinishReason, TokenLogprob, ToolCall

LOWEST_LOGPROB = -9999.0
"""Stands for minus infinity, which JSON can't carry; OpenAI's API does the same."""


class PromptTokensDetails(Struct, frozen=True):
    cached_tokens: int
    cache_source: CacheSource


class Usage(Struct, frozen=True):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: PromptTokensDetails

    @classmethod
    def of(cls, tally: Tally) -> "Usage":
        """What a request has cost."""
        return cls(
            prompt_tokens=tally.prompt_tokens,
            completion_tokens=tally.completion_tokens,
            total_tokens=tally.prompt_tokens + tally.completion_tokens,
            prompt_tokens_details=PromptTokensDetails(tally.cached_tokens, tally.cache_source),
        )


class TopLogprob(Struct, frozen=True):
    token: str
    logprob: float
    bytes: list[int]


class ChosenLogprob(TopLogprob, frozen=True):
    """`token_id` is Assay's own: two tokens may be written alike."""

    token_id: int
    top_logprobs: list[TopLogprob]


class ChatLogprobs(Struct, frozen=True):
    content: list[ChosenLogprob]
    refusal: None = None


class FunctionCall(Struct, frozen=True):
    name: str
    arguments: str


class AnsweredToolCall(Struct, frozen=True):
    id: str
    function: FunctionCall
    type: Literal["function"] = "function"


class ToolCallDelta(Struct, frozen=True):
    index: int
    id: str
    function: FunctionCall
    type: Literal["function"] = "function"


class AnsweredMessage(Struct, frozen=True):
    content: str | None
    role: Literal["assistant"] = "assistant"
    refusal: None = None
    reasoning_content: str | UnsetType = UNSET
    tool_calls: list[AnsweredToolCall] | UnsetType = UNSET


class ChatChoice(Struct, frozen=True):
    index: int
    message: AnsweredMessage
    finish_reason: FinishReason
    logprobs: ChatLogprobs | None = None


class ChatCompletion(Struct, frozen=True):
    id: str
    created: int
    model: str
    system_fingerprint: str
    choices: list[ChatChoice]
    usage: Usage
    object: Literal["chat.completion"] = "chat.completion"


class MessageDelta(Struct, frozen=True):
    role: Literal["assistant"] | UnsetType = UNSET
    content: str | UnsetType = UNSET
    reasoning_content: str | UnsetType = UNSET
    tool_calls: list[ToolCallDelta] | UnsetType = UNSET


class ChatChunkChoice(Struct, frozen=True):
    index: int
    delta: MessageDelta
    logprobs: ChatLogprobs | None = None
    finish_reason: FinishReason | None = None


class ChatChunk(Struct, frozen=True):
    """One event of a streamed chat; `usage` is there when it was asked for, and null in all but the last."""

    id: str
    created: int
    model: str
    system_fingerprint: str
    choices: list[ChatChunkChoice]
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    usage: Usage | UnsetType | None = UNSET


class TextLogprobs(Struct, frozen=True):
    """`token_ids` is Assay's own."""

    tokens: list[str]
    token_ids: list[int]
    token_logprobs: list[float]
    top_logprobs: list[dict[str, float]] | None
    text_offset: list[int]


class TextChoice(Struct, frozen=True):
    text: str
    index: int
    logprobs: TextLogprobs | None = None
    finish_reason: FinishReason | None = None


class TextCompletion(Struct, frozen=True):
    """A completion, or one event of its stream; in a stream `usage` is as in ChatChunk."""

    id: str
    created: int
    model: str
    system_fingerprint: str
    choices: list[TextChoice]
    object: Literal["text_completion"] = "text_completion"
    usage: Usage | UnsetType | None = UNSET


class ModelCard(Struct, frozen=True):
    """`root` is the id of the model that answers to `id`; `loaded` is false for one that would be brought."""

    id: str
    created: int
    context_tokens: int | None
    root: str
    loaded: bool
    object: Literal["model"] = "model"
    owned_by: Literal["assay"] = "assay"


class ModelCards(Struct, frozen=True):
    data: list[ModelCard]
    object: Literal["list"] = "list"


class ErrorBody(Struct, frozen=True):
    message: str
    type: str
    param: str | None
    code: str


class ErrorEnvelope(Struct, frozen=True):
    error: ErrorBody


def chat_logprobs(logprobs: list[TokenLogprob]) -> ChatLogprobs:
    """Each token with its bytes and its likeliest alternatives."""
    return ChatLogprobs(
        [
            ChosenLogprob(
                token=chosen.token,
                token_id=chosen.id,
                logprob=_finite(chosen.logprob),
                bytes=list(chosen.raw),
                top_logprobs=[
                    TopLogprob(token, _finite(value), list(raw)) for token, raw, value in chosen.top
                ],
            )
            for chosen in logprobs
        ]
    )


def text_logprobs(logprobs: list[TokenLogprob], offset: int, with_top: bool) -> TextLogprobs:
    """The older API's shape; `offset` is where the first token begins in the answer, in characters."""
    offsets = []
    for chosen in logprobs:
        offsets.append(offset)
        offset += len(chosen.token)
    return TextLogprobs(
        tokens=[chosen.token for chosen in logprobs],
        token_ids=[chosen.id for chosen in logprobs],
        token_logprobs=[_finite(chosen.logprob) for chosen in logprobs],
        top_logprobs=[{token: _finite(value) for token, _, value in chosen.top} for chosen in logprobs]
        if with_top
        else None,
        text_offset=offsets,
    )


def called(call: ToolCall) -> FunctionCall:
    """What a tool call calls, as OpenAI writes it."""
    return FunctionCall(call.name, call.arguments)


def _finite(logprob: float) -> float:
    return max(logprob, LOWEST_LOGPROB)
