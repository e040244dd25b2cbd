"""Texts that make the bundled model do what a scenario needs: recall, repeat, or go on for a given length."""

import random
import re
from itertools import cycle, islice

FILLER = (
    "The river was low that morning and the boats lay on the sand.",
    "A man with a grey coat counted the barrels twice and wrote the number down.",
    "Nobody had opened the mill since the spring, and the door was stiff.",
    "Two children carried a basket of apples up the hill to the school.",
    "In the afternoon the wind turned, and the flags on the bridge hung still.",
)
PLAIN_IDS = range(100, 900)
CHANGES = "|".join(
    (
        "to the letter",
        "without its last token",
        "down to its first token",
        r"and \d+ tokens more",
        r"with another token in place \d+",
    )
)
CHARACTERS_PER_TOKEN = 2.3


def telling(fact: str, value: str) -> str:
    """The sentence that plants a fact."""
    return f"The {fact} is {value}."


def asking(fact: str) -> str:
    """The question that asks for it."""
    return f"What is the {fact}?"


def filler(tokens: int, *, opening: str = "Notes.") -> str:
    """Plain prose of a little over `tokens` tokens: the bundled tokenizer makes one of two characters."""
    sentences = islice(cycle(FILLER), int(tokens * CHARACTERS_PER_TOKEN / 40) + 1)
    return f"{opening} {' '.join(sentences)}"[: int(tokens * CHARACTERS_PER_TOKEN)]


def ids(count: int, *, seed: int = 1) -> list[int]:
    """A prompt of that many ordinary token ids, no special one among them; each seed another."""
    return random.Random(str(seed)).choices(PLAIN_IDS, k=count)


def changed(prompt: list[int], how: str) -> list[int]:
    """The prompt, changed as the sentence says. Raises ValueError on a sentence that says nothing known.

    >>> changed([7, 8, 9], "without its last token"), changed([7, 8, 9], "with another token in place 2")
    ([7, 8], [7, 9, 9])
    """
    number = int(found[0]) if (found := re.findall(r"\d+", how)) else 0
    if how == "to the letter":
        return prompt
    if how == "without its last token":
        return prompt[:-1]
    if how == "down to its first token":
        return prompt[:1]
    if how == f"and {number} tokens more":
        return prompt + ids(number, seed=number)
    if how == f"with another token in place {number}":
        return [*prompt[: number - 1], prompt[number - 1] + 1, *prompt[number:]]
    raise ValueError(f"No change is called {how!r}")
