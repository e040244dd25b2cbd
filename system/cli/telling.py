"""How an answer is shown to people: the text on stdout, everything about it on stderr."""

import re
import sys

from rich.console import Console
from rich.table import Table

from system.cli.answer import Answer
from system.cli.models import known_folders
from system.cli.output import add_rows
from system.errors import ModelError
from system.serving.portfolio import end_tokens, locate_model

STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal would obey instead of showing it; a model may write it."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Screen:
    """Where an answer goes: piece by piece while it comes, or whole once it is there."""

    def __init__(self, *, streams: bool, reasons: bool) -> None:
        self._streams = streams
        self._reasons = reasons

    def text(self, piece: str) -> None:
        """A piece of the answer has come."""
        if self._streams:
            print(_shown(piece, sys.stdout.isatty()), end="", flush=True)

    def reasoning(self, piece: str) -> None:
        """A piece of what the model thinks first has come."""
        if self._reasons:
            print(_shown(piece, sys.stderr.isatty()), end="", file=sys.stderr, flush=True)

    def end(self, answer: Answer) -> None:
        """The answer is complete: show what was not shown, and end its last line."""
        if not self._streams:
            print(_shown(answer.text, sys.stdout.isatty()), end="")
        if not answer.text.endswith("\n"):
            print()


def warnings(model: str, answer: Answer) -> list[str]:
    """What may surprise whoever reads the answer."""
    found = []
    try:
        ends = end_tokens(locate_model(model, known_folders()).path)
        if isinstance(ends, list) and len(ends) > 1:
            found.append(f"the model has {len(ends)} end tokens ({', '.join(map(str, ends))}): any ends it")
    except ModelError:
        pass  # a server's model need not be known here
    if answer.finish_reason == "length":
        found.append("the answer was cut at its limit: --max-tokens allows more")
    return found


def tell(answer: Answer, warnings: list[str]) -> None:
    """Each token with its probability and time, then the counts, then the warnings."""
    console = Console(stderr=True, highlight=False)
    table = Table("id", "token", "probability", "seconds", box=None, pad_edge=False)
    rows = (
        (str(t["id"]), repr(t["text"]), f"{t['probability']:.4f}", f"{t['seconds']:.3f}")
        for t in answer.tokens
    )
    console.print(add_rows(table, rows))
    first = answer.first_token_seconds
    speed = answer.completion_tokens / answer.total_seconds if answer.total_seconds else 0
    console.print(
        f"{answer.prompt_tokens:,} prompt tokens ({answer.cached_tokens:,} from cache), "
        f"{answer.completion_tokens:,} answered, the first after {first or 0:.3f} s, "
        f"{answer.total_seconds:.3f} s in all, {speed:.0f} tokens/s",
        soft_wrap=True,
    )
    for warning in warnings:
        console.print(f"warning: {warning}", markup=False, soft_wrap=True)


def _shown(text: str, is_terminal: bool) -> str:
    return STEERING.sub(REPLACEMENT, text) if is_terminal else text
