"""Exact match, greedy, free-running, through mlx-lm, on words that no stage of training saw."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm import load
from mlx_lm.generate import batch_generate
from mlx_lm.utils import dequantize_model
from tokenizers import Tokenizer

from system.forge.cases import SKILLS, Case, Skill, case
from system.forge.conversation import THINK, THOUGHT, Encoder, Turn
from system.forge.tools import Tool
from system.forge.words import Words

MOST_ANSWER_TOKENS = 224
BATCH_TOKENS = 32_768
PREFILL_TOKENS = 128
"""At a time: on a CPU half the time of mlx-lm's 2,048, of whose attention half lies in the future."""
_SHOWN_MISSES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One skill at one context: how many cases, how many right, by amount, and some that went wrong."""

    skill: str
    context: int
    cases: int
    right: int
    least: float | None
    amount: str
    by_amount: dict[int, tuple[int, int]]
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.cases

    @property
    def reached(self) -> bool:
        return self.least is None or self.share >= self.least


def evaluate(
    path: Path, count: int, skills: list[str] | None = None, done: Callable[[Cell], None] = lambda _: None
) -> list[Cell]:
    """`count` cases a skill and context, asked of the model at `path`; `done` hears of each cell."""
    model, tokenizer = _load(path)
    encoder = Encoder(Tokenizer.from_file(str(path / "tokenizer.json")))
    cells = []
    for skill in SKILLS:
        if skills and skill.name not in skills:
            continue
        for context in skill.contexts:
            words = Words(f"evaluation/{skill.name}/{context}", held_out=True)
            cases = [case(skill, context, words, encoder) for _ in range(count)]
            cells.append(_cell(skill, context, cases, list(answers(model, tokenizer, cases))))
            done(cells[-1])
    return cells


def _load(path: Path) -> tuple[Any, Any]:
    """The model in float32. A CPU multiplies quantized weights once they are that four times as quickly."""
    model, tokenizer = load(str(path))
    model.set_dtype(mx.float32)
    return (dequantize_model(model) if mx.default_device() == mx.cpu else model), tokenizer


def answers(model: Any, tokenizer: Any, cases: list[Case]) -> Iterator[str]:
    """The model's answers in the order of the cases."""
    prompts = [
        tokenizer.apply_chat_template(
            messages(c.turns), tools=schemas(c.tools) or None, add_generation_prompt=True
        )
        for c in cases
    ]
    size = max(1, min(32, BATCH_TOKENS // max(map(len, prompts))))
    for start in range(0, len(prompts), size):
        part = prompts[start : start + size]
        yield from _written(model, tokenizer, part)
        mx.clear_cache()


def _written(model: Any, tokenizer: Any, prompts: list[list[int]]) -> list[str]:
    options = {"max_tokens": MOST_ANSWER_TOKENS, "prefill_step_size": PREFILL_TOKENS}
    texts: list[str] = batch_generate(model, tokenizer, prompts, **options).texts
    return texts


def _spoken(answer: str) -> str:
    """The answer without what a model that reasons thought first."""
    return answer.partition(f"{THOUGHT}\n\n")[2] if answer.startswith(THINK) else answer


def messages(turns: list[Turn]) -> list[dict[str, Any]]:
    """Turns in OpenAI's shape."""
    return [_message(turn) for turn in turns]


def _message(turn: Turn) -> dict[str, Any]:
    if not turn.text.startswith("<tool_call>"):
        return {"role": turn.role, "content": turn.text}
    call = json.loads(turn.text.removeprefix("<tool_call>").removesuffix("</tool_call>"))
    return {"role": turn.role, "content": None, "tool_calls": [{"type": "function", "function": call}]}


def schemas(tools: list[Tool]) -> list[dict[str, Any]]:
    """Tools in OpenAI's shape."""
    return [{"type": "function", "function": _function(tool)} for tool in tools]


def _function(tool: Tool) -> dict[str, Any]:
    properties = {name: {"type": kind} for name, kind in tool.types.items()}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


def _cell(skill: Skill, context: int, cases: list[Case], given: list[str]) -> Cell:
    asked, right = Counter[int](), Counter[int]()
    misses: list[tuple[str, str, str]] = []
    for one, answer in zip(cases, given, strict=True):
        asked[one.amount] += 1
        if _spoken(answer) == one.expected:
            right[one.amount] += 1
        elif len(misses) < _SHOWN_MISSES:
            misses.append((one.turns[-1].text, one.expected, answer))
    by_amount = {amount: (right[amount], asked[amount]) for amount in sorted(asked)}
    return Cell(
        skill.name, context, len(cases), right.total(), skill.least(context), skill.amount, by_amount, misses
    )
