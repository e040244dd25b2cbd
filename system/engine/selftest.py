"""Before a model serves anyone it shows that it works: it answers, twice alike, in a batch as alone."""

import logging

import mlx.core as mx
from mlx_lm.generate import BatchGenerator
from mlx_lm.models.cache import make_prompt_cache

from system.engine.model import Model
from system.errors import ModelError

TOKENS = 8
PROMPTS = ("One, two.", "One, two, three, four, five.")
"""Of different lengths, and several tokens each: what goes wrong in a batch is the padding of a prefill."""

log = logging.getLogger(__name__)


def self_test(model: Model) -> bool:
    """Whether the model's answers in a batch are those of single runs; if not, it must serve one at a time.

    In one batch every row starts anew, in another the last goes on from a beginning that was kept.
    Raises ModelError when its answers are not finite or not repeatable. Batches are judged on a CPU only: a
    GPU does not promise equality. A side effect is welcome: kernels are compiled and memory is warm when the
    first request comes.
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
    if alone != again:
        raise ModelError("the same prompt gives different answers", step="self-test")
    if model.info.device != "cpu" or all(answers == alone for answers in together):
        return True
    log.warning(
        "model is served one request at a time: its answers in a batch are not those of single runs",
        extra={"model": model.info.id, "architecture": model.info.architecture},
    )
    return False


def _greedy(model: Model, prompts: list[list[int]], beginning: int = 0) -> list[list[int]]:
    """A few greedy tokens for each prompt, all in one batch; so much of the last is in its cache before."""
    generator = BatchGenerator(model.network)
    caches = [make_prompt_cache(model.network) for _ in prompts]
    if beginning:
        model.network(mx.array([prompts[-1][:beginning]]), cache=caches[-1])
    uids = generator.insert([*prompts[:-1], prompts[-1][beginning:]], [TOKENS] * len(prompts), caches=caches)
    answers: dict[int, list[int]] = {uid: [] for uid in uids}
    while any(len(answer) < TOKENS for answer in answers.values()):
        for response in generator.next()[1]:
            if not mx.isfinite(response.logprobs.max()).item():
                raise ModelError("its logits are not finite", step="self-test")
            answers[response.uid].append(response.token)
    generator.close()
    return [answers[uid] for uid in uids]
