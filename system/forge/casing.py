"""Capitals as people type them: where they belong, everywhere, nowhere, or one in every word."""

import re
from collections.abc import Callable

Casing = Callable[[str], str]
_WORD_START = re.compile(r'(^|[\s"(])([^\W\d_])')


def as_written(text: str) -> str:
    return text


def headline(text: str) -> str:
    """Every word with a capital; what stands inside a word stays.

    >>> headline("what is Ben's access code? it is 7319-kite")
    "What Is Ben's Access Code? It Is 7319-kite"
    """
    return _WORD_START.sub(lambda found: found[1] + found[2].upper(), text)


UNUSUAL: tuple[Casing, ...] = (str.upper, str.lower, headline)
