"""Texts that make the bundled model do what a scenario needs: recall, repeat, or go on for a given length."""

from itertools import cycle, islice

FILLER = (
    "The river was low that morning and the boats lay on the sand.",
    "A man with a grey coat counted the barrels twice and wrote the number down.",
    "Nobody had opened the mill since the spring, and the door was stiff.",
    "Two children carried a basket of apples up the hill to the school.",
    "In the afternoon the wind turned, and the flags on the bridge hung still.",
)
CHARACTERS_PER_TOKEN = 2.0


def telling(fact: str, value: str) -> str:
    """The sentence that plants a fact."""
    return f"The {fact} is {value}."


def asking(fact: str) -> str:
    """The question that asks for it."""
    return f"What is the {fact}?"


def filler(tokens: int, *, opening: str = "Notes.") -> str:
    """Plain prose of about `tokens` tokens: the bundled tokenizer makes one of two characters."""
    sentences = islice(cycle(FILLER), int(tokens * CHARACTERS_PER_TOKEN / 40) + 1)
    return f"{opening} {' '.join(sentences)}"[: int(tokens * CHARACTERS_PER_TOKEN)]
