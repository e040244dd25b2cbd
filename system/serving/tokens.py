"""What a model's tokenizer says of itself, read without building it."""

from pathlib import Path
from typing import Any

import msgspec

FILE = "tokenizer.json"
THINKING = ("<think>", "<longcat_think>", "<|think:start|>", "<|channel>")
"""How the thinking blocks begin that mlx-lm knows."""


class Added(msgspec.Struct):
    """A token beside the vocabulary: a special one, or a mark."""

    id: int
    content: str


class Words(msgspec.Struct):
    """The vocabulary: words and their ids; in other kinds of tokenizer a list, which is not read."""

    vocab: Any


class Tokenizer(msgspec.Struct):
    """What of a tokenizer.json is of interest here; the rest only has to be JSON."""

    model: Words
    added_tokens: list[Added] = []

    @property
    def _words(self) -> dict[str, int]:
        return self.model.vocab if isinstance(self.model.vocab, dict) else {}

    @property
    def reasons(self) -> bool:
        """Whether it has a mark for what a model thinks before it answers."""
        known = {each.content for each in self.added_tokens} | self._words.keys()
        return not known.isdisjoint(THINKING)

    def id(self, word: str) -> int | None:
        """The token that is written so; None where there is none."""
        added = (each.id for each in self.added_tokens if each.content == word)
        return next(added, self._words.get(word))

    def text(self, token: int) -> str | None:
        """How a token is written; None where this can't be told without building the tokenizer."""
        added = (each.content for each in self.added_tokens if each.id == token)
        return next(added, next((word for word, number in self._words.items() if number == token), None))


def read_tokenizer(directory: Path) -> Tokenizer:
    """The tokenizer at `directory`. Raises OSError, or ValueError where it is no JSON or no tokenizer."""
    return msgspec.json.decode((directory / FILE).read_bytes(), type=Tokenizer)
