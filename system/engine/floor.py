"""mlx-lm's BatchGenerator with nothing around it: what `assay bench` compares servers with.

A process of its own: `python -m system.engine.floor --model DIR --blas auto` reads one JSON object a line and
answers with one. Prompts are token ids before the clock starts and answers stay token ids: no text, no HTTP.

    {"op": "count", "conversations": [...]}                    -> {"tokens": [n, ...]}
    {"op": "round", "conversations": [...], "max_tokens": n}   -> {"wall_seconds": s, "streams": [...]}
"""

import argparse
import json
import sys
import time
from typing import Any

from system.engine.blas import interpose

Conversation = list[dict[str, Any]]


class Floor:
    """One loaded model, and rounds of greedy generation on it."""

    def __init__(self, path: str) -> None:
        from mlx_lm import load

        self.model, self.tokenizer = load(path)[:2]

    def tokens(self, conversation: Conversation) -> list[int]:
        """The token ids of a conversation as the model's template renders it, ready for an answer."""
        rendered: list[int] = self.tokenizer.apply_chat_template(conversation, add_generation_prompt=True)
        return rendered

    def round(self, conversations: list[Conversation], max_tokens: int) -> dict[str, Any]:
        """All conversations at once through a fresh BatchGenerator; seconds count from the insertion."""
        from mlx_lm.generate import BatchGenerator

        prompts = [self.tokens(conversation) for conversation in conversations]
        generator = BatchGenerator(self.model, stop_tokens=[[t] for t in self.tokenizer.eos_token_ids])
        started = time.perf_counter()
        seen: dict[int, list[float]] = {u: [] for u in generator.insert(prompts, [max_tokens] * len(prompts))}
        running = len(seen)
        while running:
            responses = generator.next()[1]
            now = time.perf_counter() - started
            for response in responses:
                seen[response.uid].append(now)
                running -= response.finish_reason is not None
        generator.close()
        streams = [{"first": t[0], "last": t[-1], "tokens": len(t)} for t in seen.values()]
        return {"wall_seconds": max(stream["last"] for stream in streams), "streams": streams}


def answer(floor: Floor, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one line."""
    if asked["op"] == "count":
        return {"tokens": [len(floor.tokens(conversation)) for conversation in asked["conversations"]]}
    return floor.round(asked["conversations"], asked["max_tokens"])


def main() -> None:
    """Loads the model, says so, and answers lines until its input ends."""
    parser = argparse.ArgumentParser(prog="python -m system.engine.floor", description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--blas", choices=("auto", "off"), default="auto")
    arguments = parser.parse_args()
    blas = interpose(arguments.blas)
    floor = Floor(arguments.model)
    _say({"device": _device(), "blas": blas})
    for line in sys.stdin:
        _say(answer(floor, json.loads(line)))


def _device() -> str:
    import mlx.core as mx

    return str(mx.default_device())


def _say(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
