"""Before a model serves anyone it shows that it works: it answers, twice alike, in a batch as alone."""

import logging
from typing import NamedTuple

import mlx.core as mx
from mlx_lm.generate import BatchGenerator
from mlx_lm.models.cache import make_prompt_cache

from system.engine.model import Model
from system.errors import ModelError

TOKENS = 8
PROMPTS = ("One, two.", "One, two, three, four, five.")
"""Of different lengths, and several tokens each: what goes wrong in a batch is the padding of a prefill."""
GPU_NATS = 0.5
"""By how much a GPU's rounding may prefer another token: its kernels sum one row and several differently."""

log = logging.getLogger(__name__)


class Step(NamedTuple):
    """A greedy token, and every token's log-probability there."""

    token: int
    logprobs: mx.array


Answer = list[Step]


def self_test(model: Model) -> bool:
    """Whether the model's answers in a batch are those of single runs; if not, it must serve one at a time.

    In one batch every row starts anew, in another the last goes on from a beginning that was kept.
    Raises ModelError when its answers are not finite or not repeatable. A side effect is welcome: kernels are
    compiled and memory is warm when the first request comes.
    """
    try:
        prompts = [list(model.tokenizer.encode(text, add_special_tokens=False)) for text in PROMPTS]
        alone, again = ([_greedy(model, [prompt])[0] for prompt in prompts] for _ in range(2))
        beginnings = (0, len(prompts[-1]) // 2) if model.info.snapshots else (0,)
        together = [_greedy(model, prompts, beginning) for beginning in beginnings]
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"it can't generate: {error}", step="self-test") from error
    slack = 0.0 if model.info.device == "cpu" else GPU_NATS
    if not _agree(alone, again, slack):
        raise ModelError("the same prompt gives different answers", step="self-test")
    if all(_agree(alone, answers, slack) for answers in together):
        return True
    log.warning(
        "model is served one request at a time: its answers in a batch are not those of single runs",
        extra={"model": model.info.id, "architecture": model.info.architecture},
    )
    return False


def _agree(ones: list[Answer], others: list[Answer], slack: float) -> bool:
    """Whether the same tokens were taken, up to the first choice that was so close that either may be.

    >>> close, clear = mx.array([-0.7, -0.8]), mx.array([-0.1, -2.4])
    >>> [_agree([[Step(0, sure)]], [[Step(1, sure)]], 0.5) for sure in (close, clear)]
    [True, False]
    """
    for one, other in zip(ones, others, strict=True):
        for ours, theirs in zip(one, other, strict=True):
            if ours.token != theirs.token:
                if _lead(ours, theirs.token) > slack or _lead(theirs, ours.token) > slack:
                    return False
                break
    return True


def _lead(step: Step, token: int) -> float:
    return float(step.logprobs[step.token] - step.logprobs[token])


def _greedy(model: Model, prompts: list[list[int]], beginning: int = 0) -> list[Answer]:
    """A few greedy tokens for each prompt, all in one batch; so much of the last is in its cache before."""
    generator = BatchGenerator(model.network)
    caches = [make_prompt_cache(model.network) for _ in prompts]
    if beginning:
        model.network(mx.array([prompts[-1][:beginning]]), cache=caches[-1])
    uids = generator.insert([*prompts[:-1], prompts[-1][beginning:]], [TOKENS] * len(prompts), caches=caches)
    answers: dict[int, Answer] = {uid: [] for uid in uids}
    while any(len(answer) < TOKENS for answer in answers.values()):
        for response in generator.next()[1]:
            if not mx.isfinite(response.logprobs.max()).item():
                raise ModelError("its logits are not finite", step="self-test")
            answers[response.uid].append(Step(response.token, response.logprobs))
    generator.close()
    return [answers[uid] for uid in uids]
