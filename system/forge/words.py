"""Strings to plant, copy and pick from: dictionary words, made-up words, names, codes, paths, phrases.

A `Words` draws either from the words that training may see or from those held out for evaluation, never
from both. No string it makes contains a comma or one of the words that end a span in the corpus (" and ",
" with ", ...), so that where a copied span ends is never ambiguous.
"""

import hashlib
import random
import re
import string
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from system.forge.casing import UNUSUAL, Casing, as_written

WORDS_FILE = Path(__file__).parent / "data" / "words.txt"
HELD_OUT_SHARE = 0.1
_OWN_WAY = 0.8
T = TypeVar("T")
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"
# Made-up words must not spell what the word list leaves out.
_UNWANTED = re.compile(
    "ass|bast|bitch|boob|bugg|butt|cock|coon|crap|cum|cunt|dago|damn|dic|dik|dyke|fag|fuc|fuk|fut|gay|gook|homo"
    "|hor|jap|jew|jiz|kik|kuk|lesb|nazi|neg|nig|niq|nud|orgy|paki|pen[ie]|pis|poo|porn|pric|pus|rap|sex|shi|sht"
    "|slu|sod|spic|suc|suk|tit|turd|twat|vag|wan[gk]|whor|wog"
)
# The glue of the corpus: a drawn word that equals one of these would make a label ambiguous.
GLUE = frozenset((
    "the", "and", "for", "are", "was", "with", "from", "into", "about", "near", "over", "then", "that",
    "this", "read", "write", "file", "files", "list", "folder", "show", "open", "save", "search", "find",
    "run", "command", "get", "weather", "time", "calculate", "compute", "send", "tell", "message", "delete",
    "remove", "translate", "store", "add", "please", "use", "plan", "make", "steps", "step", "task",
    "agent", "agents", "request", "which", "who", "should", "say", "repeat", "echo", "after", "note",
    "some", "text", "your", "you", "remember", "what", "is", "my", "name", "do", "not", "know", "in", "of",
    "on", "at", "by", "as", "a", "an", "it", "me", "live", "work", "called", "now", "told", "noted",
    "correction", "none", "nobody", "has", "have", "were", "actually", "update", "forget", "can", "could",
    "would", "help",
))  # fmt: skip
_JOINTS = ("to", "for", "with", "in", "of", "on", "from", "at", "about", "by")
_ARTICLES = ("the ", "the ", "a ", "my ", "", "", "", "")


@cache
def vocabulary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words for training, and words held out; which is which depends on the word alone."""
    words = WORDS_FILE.read_text(encoding="utf-8").split()
    held = {w for w in words if hashlib.sha256(w.encode()).digest()[0] < 256 * HELD_OUT_SHARE}
    return tuple(w for w in words if w not in held), tuple(w for w in words if w in held)


class Words:
    """A seeded source of strings.

    `easy` (0..1) is the share of values that are short and plain, `hard` (0..1) how often the harder of two
    questions is asked, a third as often a value has several words, `corrections` what is added to the chance
    that a fact is given a new value; evaluation leaves all three at 0.
    """

    def __init__(self, seed: int | str, *, held_out: bool = False, pieces: Sequence[str] = ()) -> None:
        self.random = random.Random(seed)
        self.easy = self.hard = self.corrections = self.capitals = 0.0
        self._casing: Casing = as_written
        self._words = vocabulary()[held_out]
        # Words made of the tokenizer's own pieces give every token an equal share of practice.
        self._pieces = tuple(
            p for p in pieces if p.isascii() and p.isalpha() and p.islower() and 1 < len(p) < 8
        )

    def meet(self, share: float) -> None:
        """A new person speaks: one of `share` (0..1) of people who do not care where capitals belong."""
        unusual = share > 0 and self.chance(share)
        self._casing = self.random.choice(UNUSUAL) if unusual else as_written

    def casing(self) -> Casing:
        """How the person types a turn: mostly in their own way."""
        return self._casing if self._casing is as_written or self.chance(_OWN_WAY) else as_written

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def word(self) -> str:
        """A lower-case word: mostly from the list, some of tokenizer pieces, syllables or plain letters."""
        while True:
            word = self._any_word()
            if word not in GLUE and len(word) > 2:
                return word

    def _any_word(self) -> str:
        kind = self.random.random()
        if kind < 0.66:
            return self.random.choice(self._words)
        while True:
            word = self._made_up(kind)
            if not _UNWANTED.search(word):
                return word

    def _made_up(self, kind: float) -> str:
        pick = self.random.choice
        if kind < 0.78 and self._pieces:
            return "".join(pick(self._pieces) for _ in range(pick((1, 2, 2, 3))))[:12]
        if kind < 0.92:
            return "".join(
                pick(_CONSONANTS) + pick(_VOWELS) + (pick(_CONSONANTS) if self.chance(0.3) else "")
                for _ in range(self.random.randint(1, 3))
            )
        return "".join(pick(string.ascii_lowercase) for _ in range(self.random.randint(3, 6)))

    def harder(self, choices: Sequence[T], size: Callable[[T], int]) -> T:
        """Any of `choices`; as often as `hard` says, the larger of two."""
        first = self.random.choice(choices)
        if self.hard and self.chance(self.hard):
            return max(first, self.random.choice(choices), key=size)
        return first

    def distinct(self, count: int, taken: set[str] | None = None) -> list[str]:
        """`count` different words, none of them in `taken`, to which they are added."""
        seen = set() if taken is None else taken
        chosen: list[str] = []
        while len(chosen) < count:
            word = self.word()
            if word not in seen:
                seen.add(word)
                chosen.append(word)
        return chosen

    def name(self) -> str:
        return self.word().capitalize()

    def cased(self, text: str, probability: float = 0.5) -> str:
        """The text with its first letter made a capital, with that probability."""
        return text[:1].upper() + text[1:] if self.chance(probability) else text

    def digits(self, least: int = 1, most: int = 6) -> str:
        first = self.random.choice("123456789")
        return first + "".join(
            self.random.choice(string.digits) for _ in range(self.random.randint(least, most) - 1)
        )

    def identifier(self) -> str:
        parts = self.random.choice((1, 2, 2, 2, 3))
        return self.random.choice("__-").join(self.word() for _ in range(parts))

    def code(self) -> str:
        parts = [self._code_part() for _ in range(self.random.choice((1, 2, 2, 2, 3)))]
        return self.random.choice(("-", "-", "-", "_", "", ".", ":", "/")).join(parts)

    def _code_part(self) -> str:
        kind, pick = self.random.random(), self.random.choice
        if kind < 0.42:
            return "".join(pick(string.digits) for _ in range(self.random.randint(2, 5)))
        if kind < 0.62:
            return "".join(pick(string.ascii_uppercase) for _ in range(self.random.randint(2, 5)))
        if kind < 0.88:
            return self.word().upper()
        return "".join(pick(string.ascii_letters + string.digits) for _ in range(self.random.randint(3, 7)))

    def path(self) -> str:
        folders = "".join(self.identifier() + "/" for _ in range(self.random.choice((0, 0, 0, 1, 2))))
        stem = self.identifier() if self.chance(0.85) else self.code()
        endings = ("txt", "md", "py", "json", "csv", "log", "toml", "yaml", "html", self.word()[:4])
        return f"{folders}{stem}.{self.random.choice(endings)}"

    def phrase(self, least: int = 1, most: int = 4) -> str:
        count = self.random.randint(least, most)
        return " ".join(self.word() if self.chance(0.93) else self.code() for _ in range(count))

    def errand(self) -> str:
        """What one step of a plan says: a verb, perhaps an article, a noun, perhaps where or for whom."""
        text = f"{self.word()} {self.random.choice(_ARTICLES)}{self.word()}"
        kind = self.random.random()
        if kind < 0.15:
            return f"{text} {self.word()}"
        if kind < 0.35:
            return f"{text} {self.random.choice(_JOINTS)} {self.random.choice(_ARTICLES)}{self.word()}"
        return f"{self.word()} {self.name()}" if kind < 0.42 else text

    def sentence(self, least: int = 4, most: int = 16) -> str:
        """Loose prose without a full stop, for filling and echoing."""
        links = (
            "the",
            "the",
            "a",
            "in the",
            "of the",
            "to",
            "for",
            "with",
            "on",
            "near",
            "over",
            "at",
            "is",
            "and",
        )
        count, parts = self.random.randint(least, most), [self.word()]
        while len(parts) < count:
            if self.chance(0.3):
                parts.append(self.random.choice(links))
            parts.append(self.word() if self.chance(0.95) else self.code())
        return self.random.choice(("", "", "the ", "a ")) + " ".join(parts)

    def value(self) -> str:
        """What a fact says, or a tool returns: a word, a number, a code, a name, a path, an address."""
        if self.chance(self.easy):
            return self.random.choice((self.word, self.word, self.name, lambda: self.digits(2, 4)))()
        if self.hard and self.chance(self.hard / 3):
            return self.phrase(2, 4) if self.chance(0.6) else f"{self.name()} {self.name()}"
        kind = self.random.random()
        for limit, make in self._VALUES:
            if kind < limit:
                return make(self)
        return f"{self.name()} {self.name()}"

    def address(self) -> str:
        return f"{self.word()}@{self.word()}.{self.random.choice(('com', 'org', 'net', 'io'))}"

    _VALUES = (
        (0.34, code),
        (0.52, name),
        (0.64, word),
        (0.73, digits),
        (0.82, lambda self: self.phrase(2, 4)),
        (0.90, path),
        (0.94, address),
    )
