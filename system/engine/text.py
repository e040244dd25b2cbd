"""Text as it grows: whole characters only, and nothing that may still turn out to be a stop string."""

import codecs
from collections.abc import Sequence
from typing import NamedTuple


class Characters:
    """Bytes in, whole characters out.

    A code point that is not complete yet is held back. Bytes that can never become one turn into U+FFFD, as
    in any decoder. What is incomplete when the model ends its answer is invalid too; what `max_tokens` cut is
    dropped.

    >>> characters = Characters()
    >>> [characters.feed(part) for part in ("é!".encode()[:1], "é!".encode()[1:])]
    ['', 'é!']
    >>> characters.feed("é".encode()[:1]), characters.end(cut=True)
    ('', '')
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pending = False

    def feed(self, raw: bytes) -> str:
        text = self._decoder.decode(raw)
        self.pending = bool(self._decoder.getstate()[0])
        return text

    def end(self, *, cut: bool) -> str:
        text = "" if cut else self._decoder.decode(b"", final=True)
        self._decoder.reset()
        self.pending = False
        return text


class Found(NamedTuple):
    """Text that is safe to show, the needle that follows it (if any), and what stood behind the needle."""

    safe: str
    needle: str | None = None
    rest: str = ""


class Watch:
    """Finds the needle that is complete first in text that arrives in pieces (of two, the one begun first).

    Holds back the longest end of the text that could still become a needle, so what it calls safe stays safe
    however the text is cut.

    >>> watch = Watch(["STOP", "###"])
    >>> [watch.feed(text).safe for text in ("one S", "TAR", "T ##")]
    ['one ', 'STAR', 'T ']
    >>> watch.feed("#tail")
    Found(safe='', needle='###', rest='tail')
    >>> Watch(["abcd", "bc"]).feed("abcd")
    Found(safe='a', needle='bc', rest='d')
    >>> watch = Watch(["👋🏽"])
    >>> watch.feed("hi 👋"), watch.end()
    (Found(safe='hi ', needle=None, rest=''), '👋')
    """

    def __init__(self, needles: Sequence[str]) -> None:
        self._needles = needles
        self._longest = max(map(len, needles), default=0)
        self.held = ""

    def feed(self, text: str) -> Found:
        if not self._needles:
            return Found(text)
        text = self.held + text
        ends = [(at + len(n), at, n) for n in self._needles if (at := text.find(n)) >= 0]
        if ends:
            self.held = ""
            end, at, needle = min(ends)
            return Found(text[:at], needle, text[end:])
        safe = len(text) - self._possible(text)
        self.held = text[safe:]
        return Found(text[:safe])

    def end(self) -> str:
        """What was held back, now that nothing follows."""
        held, self.held = self.held, ""
        return held

    def _possible(self, text: str) -> int:
        """Length of the longest end of `text` that begins a needle."""
        for length in range(min(self._longest - 1, len(text)), 0, -1):
            if text.endswith(tuple(n[:length] for n in self._needles if len(n) > length)):
                return length
        return 0
