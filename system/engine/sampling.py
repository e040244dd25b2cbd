"""How a row draws its next token: samplers, and what is done to its logits before."""

import itertools
import math
import secrets
from collections.abc import Callable

import mlx.core as mx
import numpy as np
from mlx_lm.sample_utils import greedy_sampler

from system.engine.messages import Sampling

Sampler = Callable[[mx.array], mx.array]
Processor = Callable[[mx.array, mx.array], mx.array]

SEED_BITS = 64
STEP_STRIDE = 0x9E3779B97F4A7C15
CHOICE_STRIDE = 0xD1B54A32D192ED03
SMALLEST = 1e-6
"""Below this a temperature is greedy, and top_p leaves one token: float32 can't tell."""


def sampler(sampling: Sampling, choice: int, vocabulary: int) -> Sampler:
    """The row's sampler: log-probabilities [1, vocabulary] -> tokens [1].

    Every greedy row shares one object, which mlx-lm calls once for the whole batch.
    """
    if sampling.temperature < SMALLEST:
        return greedy_sampler  # type: ignore[no-any-return]
    return Draw(sampling, _seed(sampling.seed, choice), vocabulary)


class Draw:
    """Draws from what temperature, top_k, top_p and min_p leave, with a chain of keys of its own.

    The key of a row's t-th token depends on its seed and t alone, whatever else runs.
    """

    def __init__(self, sampling: Sampling, seed: int, vocabulary: int) -> None:
        self._sampling = sampling
        self._vocabulary = vocabulary
        self._seed = seed
        self._drawn = itertools.count()

    def __call__(self, logprobs: mx.array) -> mx.array:
        sampling = self._sampling
        if 0 < sampling.top_k < self._vocabulary:
            logprobs = _top_k(logprobs, sampling.top_k)
        if sampling.top_p < 1:
            logprobs = _top_p(logprobs, max(sampling.top_p, SMALLEST))
        if sampling.min_p > 0:
            logprobs = _min_p(logprobs, sampling.min_p)
        key = mx.random.key((self._seed + next(self._drawn) * STEP_STRIDE) % (1 << SEED_BITS))
        return mx.random.categorical(logprobs * (1 / sampling.temperature), key=key)


class Weights:
    """Penalties and bias, as one pass over a row's logits.

    Presence and frequency count the tokens generated so far (OpenAI's definition); repetition divides or
    multiplies the logits of every token seen, prompt included (the CTRL paper's, as in transformers).
    """

    def __init__(self, sampling: Sampling, prompt: list[int]) -> None:
        self._sampling = sampling
        self._counts = self._bias = self._in_prompt = mx.zeros(0)
        self._prompt = prompt

    def __call__(self, context: mx.array, logits: mx.array) -> mx.array:
        """`context`: all tokens so far, the prompt's first; `logits`: [1, vocabulary]."""
        if not self._counts.size:
            self._begin(logits.shape[-1])
        else:
            self._counts = self._counts.at[context[-1]].add(1)
        sampling = self._sampling
        if sampling.repetition_penalty != 1:
            seen = mx.logical_or(self._counts > 0, self._in_prompt)
            weighed = mx.where(
                logits < 0, logits * sampling.repetition_penalty, logits / sampling.repetition_penalty
            )
            logits = mx.where(seen, weighed, logits)
        once = sampling.presence_penalty * mx.greater(self._counts, 0)
        penalty = once + sampling.frequency_penalty * self._counts
        return logits - (penalty - self._bias).astype(logits.dtype)

    def _begin(self, size: int) -> None:
        bias = np.zeros(size, np.float32)
        for token, value in self._sampling.logit_bias.items():
            bias[token] = value
        seen = np.zeros(size, np.bool_)
        seen[[token for token in self._prompt if token < size]] = True
        self._bias, self._in_prompt, self._counts = mx.array(bias), mx.array(seen), mx.zeros(size)


class Guarded:
    """A row's processors; one that raises ends its own request, never the batch it runs in."""

    def __init__(self, processors: list[Processor]) -> None:
        self._processors = processors
        self.error: Exception | None = None

    def __call__(self, context: mx.array, logits: mx.array) -> mx.array:
        if self.error is not None:
            return logits
        weighed = logits
        try:
            for process in self._processors:
                weighed = process(context, weighed)
        except Exception as error:  # whatever it is, the loop fails this row with it
            self.error = error
            return logits
        return weighed


def weighs(sampling: Sampling) -> bool:
    """Whether the request changes logits at all."""
    penalties = sampling.presence_penalty or sampling.frequency_penalty or sampling.repetition_penalty != 1
    return bool(penalties or sampling.logit_bias)


# mlx-lm has these filters too, compiled with their parameters as constants: each new top_p would compile
# a kernel, which on a CPU stops the whole batch for seconds.


def _top_k(logprobs: mx.array, count: int) -> mx.array:
    """Leave the `count` likeliest tokens of [1, vocabulary]."""
    rest = mx.argpartition(-logprobs, kth=count - 1, axis=-1)[..., count:]
    return mx.put_along_axis(logprobs, rest, mx.array(-mx.inf, logprobs.dtype), axis=-1)


def _top_p(logprobs: mx.array, mass: float) -> mx.array:
    """Leave the likeliest tokens that together reach `mass`, at least one."""
    ordered = mx.sort(logprobs, axis=-1)
    probabilities = mx.softmax(ordered.astype(mx.float32), axis=-1)
    above = mx.cumsum(probabilities, axis=-1, reverse=True, inclusive=False)
    dropped = (above >= mass).sum(axis=-1, keepdims=True)
    return mx.where(logprobs < mx.take_along_axis(ordered, dropped, axis=-1), -mx.inf, logprobs)


def _min_p(logprobs: mx.array, ratio: float) -> mx.array:
    """Leave tokens at least `ratio` times as likely as the likeliest."""
    return mx.where(logprobs < mx.max(logprobs, axis=-1, keepdims=True) + math.log(ratio), -mx.inf, logprobs)


def _seed(seed: int | None, choice: int) -> int:
    """A choice's seed: choice 0 has the request's own; no seed, a fresh one."""
    if seed is None:
        return secrets.randbits(SEED_BITS)
    return (seed + choice * CHOICE_STRIDE) % (1 << SEED_BITS)
