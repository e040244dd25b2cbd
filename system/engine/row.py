"""Requests in the batch, and the rows they are made of: one for each choice."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import mlx.core as mx
import numpy as np
import numpy.typing as npt

from system.engine.answer import Answer
from system.engine.cache import Snapshot
from system.engine.intake import Prepared
from system.engine.messages import TokenLogprob
from system.engine.model import Model
from system.engine.sampling import Guarded, Processor, Sampler, Weights, sampler, weighs
from system.engine.vocabulary import Vocabulary

PROGRESS_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Running:
    """A request from its admission to its end.

    `left` counts the choices that have not ended, `done` the prompt tokens in its cache; `told` is when its
    progress was last logged. `snapshot` is of the prompt but its last token, which a
    repetition has yet to compute.
    """

    prepared: Prepared
    left: int
    done: int
    told: float = field(default_factory=time.monotonic)
    uids: set[int] = field(default_factory=set)
    snapshot: Snapshot | None = None

    @property
    def id(self) -> str:
        return self.prepared.command.request_id

    def log_progress(self) -> None:
        """Say how far its prefill is, now and then."""
        now = time.monotonic()
        if now - self.told >= PROGRESS_SECONDS:
            self.told = now
            total = len(self.prepared.tokens)
            log.info("prefill", extra={"request_id": self.id, "done": self.done, "total": total})


@dataclass(slots=True, eq=False)
class Row:
    """One choice of a request: what it draws with, and the answer it has so far."""

    request: Running
    choice: int
    answer: Answer
    sampler: Sampler
    guard: Guarded | None
    tokens: int = 0

    @property
    def processors(self) -> list[Processor]:
        return [self.guard] if self.guard else []

    @property
    def has_its_call(self) -> bool:
        """Whether it has called a tool where one call is all that was asked for."""
        return self.answer.calls > 0 and not self.request.prepared.command.tool_choice.parallel


def row(request: Running, choice: int, model: Model) -> Row:
    """The row of one choice, before its first token."""
    prepared = request.prepared
    command = prepared.command
    chat = command.messages is not None
    answer = Answer(
        model.vocabulary,
        model.markup if chat else type(model.markup)(),
        stops=command.stop,
        tools=command.tools if command.tool_choice.mode != "none" else [],
        reasoning=prepared.reasoning,
        shows=command.show_reasoning,
    )
    processors = _processors(prepared, choice)
    draw = sampler(command.sampling, choice, model.vocabulary.size)
    return Row(request, choice, answer, draw, Guarded(processors) if processors else None)


def logprob(vocabulary: Vocabulary, token: int, logprobs: mx.array, top: int) -> TokenLogprob:
    """The chosen token's log-probability and the `top` likeliest, from a row's logprobs [vocabulary]."""
    values = np.array(logprobs.astype(mx.float32), copy=False)
    likeliest = _likeliest(values, top) if top else []
    return TokenLogprob(
        token,
        vocabulary.name(token),
        vocabulary.raw[token],
        _finite(values[token]),
        [(vocabulary.name(t), vocabulary.raw[t], _finite(values[t])) for t in likeliest],
    )


def _processors(prepared: Prepared, choice: int) -> list[Processor]:
    sampling = prepared.command.sampling
    processors: list[Processor] = []
    if weighs(sampling):
        processors.append(Weights(sampling, prepared.tokens))
    if prepared.banned is not None:
        processors.append(_ban(prepared.banned))
    if prepared.grammars:
        processors.append(prepared.grammars[choice])
    return processors


def _ban(token: int) -> Callable[[mx.array, mx.array], mx.array]:
    def process(_: mx.array, logits: mx.array) -> mx.array:
        return mx.where(mx.arange(logits.shape[-1]) == token, -mx.inf, logits)

    return process


def _likeliest(values: npt.NDArray[np.float32], count: int) -> list[int]:
    """The `count` largest of [vocabulary] values, the largest first.

    >>> _likeliest(np.array([0.1, 0.4, 0.3], np.float32), 2)
    [1, 2]
    """
    count = min(count, len(values))
    found = np.argpartition(-values, count - 1)[:count]
    return [int(token) for token in found[np.argsort(-values[found], kind="stable")]]


def _finite(value: np.floating[Any]) -> float:
    """Log-probabilities as JSON can carry them: what is impossible is -9999, as in OpenAI's API."""
    return max(float(value), -9999.0)
