"""Turns of a conversation, and the tokens the chat template makes of them."""

import random
from dataclasses import dataclass
from typing import Literal

from tokenizers import Tokenizer

Role = Literal["system", "user", "assistant", "tool"]
THINK, THOUGHT = "<think>", "</think>"
NO_THOUGHT = f"{THINK}\n\n{THOUGHT}\n\n"
_QUOTED_WORDS = 4
_THINKS, _EMPTY = 0.6, 0.85


@dataclass(frozen=True, slots=True)
class Turn:
    role: Role
    text: str


def user(text: str) -> Turn:
    return Turn("user", text)


def assistant(text: str) -> Turn:
    return Turn("assistant", text)


def exchange(question: str, answer: str) -> list[Turn]:
    return [Turn("user", question), Turn("assistant", answer)]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids, and for each whether the model is to learn it."""

    ids: list[int]
    learned: list[bool]

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.ids + other.ids, self.learned + other.learned)

    def __len__(self) -> int:
        return len(self.ids)


def control(tokenizer: Tokenizer, token: str) -> int:
    """The id of a control token. Raises ValueError when the tokenizer has none."""
    number = tokenizer.token_to_id(token)
    if number is None:
        raise ValueError(f"the tokenizer has no token {token}")
    return number


def thought(before: Turn) -> str:
    """What is thought before answering `before`: who spoke, and how it began."""
    if before.role == "tool":
        return f"{THINK}\nThe tool has answered.\n{THOUGHT}\n\n"
    first = before.text.split("\n")[0].split(" ")
    quoted = " ".join(first[:_QUOTED_WORDS]) + (" ..." if len(first) > _QUOTED_WORDS else "")
    return f"{THINK}\nThe user says: {quoted}\n{THOUGHT}\n\n"


class Encoder:
    """Turns to tokens exactly as the chat template lays them out; the assistant's are learned.

    With `reasons` an answer follows a thought, or an empty one that was given, or nothing, as in former turns
    of a conversation: the last kind is only read, so that leaving thoughts out is never learned.
    """

    def __init__(self, tokenizer: Tokenizer, *, reasons: bool = False) -> None:
        self.tokenizer, self._reasons, self._random = tokenizer, reasons, random.Random(0)
        self._end = control(tokenizer, "<|im_end|>")
        self._line: list[int] = tokenizer.encode("\n").ids
        start = control(tokenizer, "<|im_start|>")
        roles: tuple[Role, ...] = ("system", "user", "assistant", "tool")
        self._heads = {role: [start, *tokenizer.encode(role + "\n").ids] for role in roles}

    def encode(self, turns: list[Turn]) -> Tokens:
        ids: list[int] = []
        learned: list[bool] = []
        for index, turn in enumerate(turns):
            answers = turn.role == "assistant"
            given, said = self._thinking(turns[index - 1]) if answers and self._reasons else ("", "")
            practised = answers and bool(given or said or not self._reasons)
            head = self._heads[turn.role] + self._ids(given)
            body = [*self._ids(said + turn.text), self._end]
            ids += head + body + self._line
            learned += [False] * len(head) + [practised] * len(body) + [False] * len(self._line)
        return Tokens(ids, learned)

    def _ids(self, text: str) -> list[int]:
        return self.tokenizer.encode(text).ids if text else []

    def _thinking(self, before: Turn) -> tuple[str, str]:
        """What stands before the answer: given, and to be said."""
        kind = self._random.random()
        return ("", thought(before)) if kind < _THINKS else (NO_THOUGHT, "") if kind < _EMPTY else ("", "")
