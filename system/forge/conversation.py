"""Turns of a conversation, and the tokens the chat template makes of them."""

from dataclasses import dataclass
from typing import Literal

from tokenizers import Tokenizer

Role = Literal["system", "user", "assistant", "tool"]


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


class Encoder:
    """Turns to tokens exactly as the chat template lays them out; the assistant's are learned."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._end = control(tokenizer, "<|im_end|>")
        self._line: list[int] = tokenizer.encode("\n").ids
        start = control(tokenizer, "<|im_start|>")
        roles: tuple[Role, ...] = ("system", "user", "assistant", "tool")
        self._heads = {role: [start, *tokenizer.encode(role + "\n").ids] for role in roles}

    def encode(self, turns: list[Turn]) -> Tokens:
        ids: list[int] = []
        learned: list[bool] = []
        for turn in turns:
            head, body = self._heads[turn.role], [*self.tokenizer.encode(turn.text).ids, self._end]
            ids += head + body + self._line
            learned += (
                [False] * len(head) + [turn.role == "assistant"] * len(body) + [False] * len(self._line)
            )
        return Tokens(ids, learned)
