"""Before a model serves anyone it shows that it works: it answers, twice alike, alone as in a batch."""

import mlx.core as mx
from mlx_lm.generate import BatchGenerator

from system.engine.model import Model
from system.errors import ModelError

TOKENS = 8
PROMPTS = ("Hello", "One, two, three, four, five.")


def self_test(model: Model) -> None:
    """Raises ModelError when the model's answers are not finite, not repeatable, or change in a batch.

    Two rows of different length are compared with single runs on a CPU only: a GPU does not promise equality.
    Its side effect is welcome: kernels are compiled and memory is warm when the first request comes.
    """
    try:
        prompts = [list(model.tokenizer.encode(text, add_special_tokens=False)) for text in PROMPTS]
        alone = [_greedy(model, [prompt])[0] for prompt in prompts]
        together = _greedy(model, prompts)
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"it can't generate: {error}", step="self-test") from error
    if model.info.device == "cpu" and together != alone:
        raise ModelError("its answers in a batch are not those of single runs", step="self-test")


def _greedy(model: Model, prompts: list[list[int]]) -> list[list[int]]:
    """A few greedy tokens for each prompt, all in one batch."""
    generator = BatchGenerator(model.network)
    uids = generator.insert(prompts, [TOKENS] * len(prompts))
    answers: dict[int, list[int]] = {uid: [] for uid in uids}
    while any(len(answer) < TOKENS for answer in answers.values()):
        for response in generator.next()[1]:
            if not mx.isfinite(response.logprobs.max()).item():
                raise ModelError("its logits are not finite", step="self-test")
            answers[response.uid].append(response.token)
    generator.close()
    return [answers[uid] for uid in uids]
