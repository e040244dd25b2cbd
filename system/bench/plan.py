"""What one run measures, and the prompts it measures with."""

import random
from collections.abc import Callable, Sequence

import msgspec

Conversation = list[dict[str, str]]
Count = Callable[[list[Conversation]], list[int]]

CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


class Plan(msgspec.Struct, frozen=True):
    """How much is measured. Lengths are tokens, of whole prompts; `joining` are those that join running
    streams.

    `every_blas`: also with the BLAS that MLX is shipped with, where Assay takes a faster one by itself.
    """

    rounds: int = 7
    streams: tuple[int, ...] = (1, 5, 16)
    prompt_tokens: int = 110
    answer_tokens: int = 128
    lengths: tuple[int, ...] = (128, 256, 512, 1000, 2000)
    to_the_limit: bool = True
    length_rounds: int = 5
    first_answer_tokens: int = 4
    turn_tokens: int = 64
    bursts: tuple[int, ...] = (16, 200)
    bursts_on_others: tuple[int, ...] = (16, 200)
    burst_answer_tokens: int = 16
    burst_timeout_seconds: float = 240
    joining: tuple[int, ...] = (110, 1000)
    join_rounds: int = 3
    running_tokens: int = 1024
    running_reads: int = 64
    starts: int = 3
    every_blas: bool = True
    seed: int = 1

    def lengths_within(self, context_tokens: int) -> tuple[int, ...]:
        """The prompt lengths to measure with this context: those that leave room for two turns."""
        limit = context_tokens - 2 * self.turn_tokens
        fitting = tuple(length for length in self.lengths if length < limit)
        return (*fitting, limit) if self.to_the_limit else fitting


FULL = Plan()
QUICK = Plan(
    rounds=2,
    answer_tokens=64,
    lengths=(128, 1000),
    to_the_limit=False,
    length_rounds=2,
    join_rounds=1,
    bursts_on_others=(16,),
    starts=1,
    every_blas=False,
)


class Prompts:
    """Conversations of a wanted number of tokens, never the same twice; `count` is the model's tokenizer."""

    def __init__(self, count: Count, seed: int) -> None:
        self._count = count
        self._random = random.Random(seed)
        self._told = 0

    def one(self, tokens: int) -> Conversation:
        """A user's message of at most `tokens` tokens as the template renders it, and hardly fewer."""
        self._told += 1
        first = f"{self._random.randrange(10**6)}-{self._told}"
        words = [first, *(self._word() for _ in range(tokens))]
        few, many = 1, len(words)
        while few < many:
            middle = (few + many + 1) // 2
            if self._count([_said(words[:middle])])[0] <= tokens:
                few = middle
            else:
                many = middle - 1
        return _said(words[:few])

    def _word(self) -> str:
        letters = (self._random.choice(part) for part in (CONSONANTS, VOWELS) * self._random.randint(2, 3))
        return "".join(letters)

    def many(self, streams: int, tokens: int) -> list[Conversation]:
        return [self.one(tokens) for _ in range(streams)]


def _said(words: Sequence[str]) -> Conversation:
    return [{"role": "user", "content": " ".join(words)}]
