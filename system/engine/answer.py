"""One choice's answer as it grows: tokens in, what the caller may see out."""

from dataclasses import dataclass, field
from typing import Any

from system.engine.markup import Markup, read_calls
from system.engine.messages import Delta, TokenLogprob, ToolCall
from system.engine.text import Characters, Watch
from system.engine.vocabulary import Vocabulary


@dataclass(slots=True)
class Visible:
    """What has become visible since the last delta."""

    text: str = ""
    reasoning: str = ""
    calls: list[ToolCall] = field(default_factory=list)


class Answer:
    """Turns a choice's tokens into visible text, reasoning and tool calls.

    A passage is one of content, reasoning and call. Marks that are one token are seen as tokens, so a model
    that merely spells a mark out writes text; marks of several tokens are found in the text. Stop strings
    count in content only. A call that is malformed or cut is given back as the plain text between its marks;
    where no tools were offered, what a model writes as a call is text from the start. Of a thought neither
    text nor log-probabilities leave, unless it `shows` them; white space around one is no part of it, nor of
    the text that follows. White space between calls, or between the last one and the end, is no text.
    """

    def __init__(
        self, vocabulary: Vocabulary, markup: Markup, *, stops: list[str], tools: list[dict[str, Any]],
        reasoning: bool = False, shows: bool = False,
    ) -> None:  # fmt: skip
        self._vocabulary = vocabulary
        self._markup = markup if tools else Markup(markup.reasoning)
        self._stops = stops
        self._tools = tools
        self._characters = Characters()
        self._passage = "reasoning" if reasoning else "content"
        self._shows = shows
        self._space = ""
        self._called = False
        self._begins = reasoning
        self._tokens = self._token_marks()
        self._watch = Watch(self._needles())
        self._call = ""
        self._written = 0
        self._shown = 0
        self._trim = vocabulary.trims_first_space
        self._logprobs: list[tuple[int, TokenLogprob]] = []
        self._visible = Visible()
        self.calls = 0
        self.stop: str | None = None

    @property
    def stopped(self) -> bool:
        """Whether a stop string is complete; `stop` is the one."""
        return self.stop is not None

    def feed(self, token: int, logprob: TokenLogprob | None = None) -> None:
        """One more token. Sets `stop` when it completed a stop string; nothing after that is taken in."""
        passage = self._tokens.get((self._passage, token))
        if logprob is not None and not self._is_hidden(passage):
            self._logprobs.append((self._written, logprob))
        if passage is not None:
            self._settle(self._characters.end(cut=False))
            self._enter(passage)
            return
        text = None if self._characters.pending else self._vocabulary.text[token]
        if text is None:
            text = self._characters.feed(self._vocabulary.raw[token])
        if text:
            self._take_in(text)

    def end(self, *, cut: bool) -> None:
        """The last token has been fed; `cut` when it was not the model's own end."""
        if self.stopped:
            return
        rest = self._characters.end(cut=cut)
        if rest:
            self._take_in(rest)
        if cut:
            self._drop_begun_mark()
        self._settle()
        if self._passage == "call":
            self._enter("content")

    def _drop_begun_mark(self) -> None:
        """What was held back because it begins a mark: `max_tokens` has cut the rest, and it is no text."""
        held = self._watch.held
        marks = [needle for needle in self._needles() if needle not in self._stops]
        if held and any(mark.startswith(held) for mark in marks):
            self._logprobs = [entry for entry in self._logprobs if entry[0] < self._shown]
            self._watch.end()

    def take(self, request_id: str, choice: int, *, last: bool = False) -> Delta | None:
        """What has become visible, once; log-probabilities travel with the text they belong to."""
        seen = self._visible
        logprobs = self._due(last=last) if self._logprobs else []
        if not (seen.text or seen.reasoning or seen.calls or logprobs):
            return None
        self._visible = Visible()
        return Delta(request_id, choice, seen.text, seen.reasoning, seen.calls, logprobs)

    def _take_in(self, text: str) -> None:
        self._written += len(text)
        while (text := self._without_opening(text)) and not self.stopped:
            found = self._watch.feed(text)
            self._route(found.safe)
            text = found.rest
            if found.needle is not None:
                self._meet(found.needle)

    def _without_opening(self, text: str) -> str:
        """`text` without the white space with which a thought begins, or what follows one."""
        if not self._begins:
            return text
        rest = text.lstrip()
        before, self._shown = self._shown, self._shown + len(text) - len(rest)
        if not self._shows:
            self._logprobs = [entry for entry in self._logprobs if not before <= entry[0] < self._shown]
        self._begins = not rest
        return rest

    def _meet(self, needle: str) -> None:
        if self._passage == "content" and needle in self._stops:
            self.stop = needle
            return
        following = self._following(needle)
        if self._is_hidden(following):
            self._logprobs = [entry for entry in self._logprobs if entry[0] < self._shown]
        self._shown += len(needle)
        self._enter(following)

    def _is_hidden(self, following: str | None) -> bool:
        """Whether what comes now belongs to a thought, or is the mark before one, that nobody asked for."""
        return not self._shows and "reasoning" in (self._passage, following)

    def _following(self, needle: str) -> str:
        for marks, passage in ((self._markup.reasoning, "reasoning"), (self._markup.calls, "call")):
            if marks and self._passage == "content" and needle == marks.start:
                return passage
        return "content"

    def _settle(self, text: str = "") -> None:
        """The passage ends here: what was held back was no needle."""
        self._written += len(text)
        self._route(self._watch.end() + text)

    def _route(self, text: str) -> None:
        """Text of the current passage to where that passage goes."""
        self._shown += len(text)
        if self._passage == "call":
            self._call += text
        elif self._passage == "reasoning":
            self._think(text)
        else:
            self._show(text)

    def _think(self, text: str) -> None:
        """A piece of a thought; white space is held back until more of it follows."""
        text = self._space + text
        thought = text.rstrip()
        self._space = text[len(thought) :]
        if self._shows:
            self._visible.reasoning += thought

    def _show(self, text: str) -> None:
        if self._called:
            self._space += text
            if not self._space.strip():
                return
            text, self._space, self._called = self._space, "", False
        if self._trim:
            self._trim = False
            text = text.removeprefix(" ")
        self._visible.text += text

    def _enter(self, passage: str) -> None:
        self._called = self._passage == "call" and self._finish_call()
        self._begins = "reasoning" in (self._passage, passage)
        self._space = ""
        self._passage = passage
        self._watch = Watch(self._needles())

    def _finish_call(self) -> bool:
        """Whether it is one, or several; else it is text."""
        text, self._call = self._call, ""
        calls = read_calls(self._markup, text, self._tools)
        self._visible.calls += calls
        self.calls += len(calls)
        if not calls:  # it is text then, and ends where text would
            watch = Watch(self._stops)
            found = watch.feed(text.strip())
            self._visible.text += found.safe + watch.end()
            self.stop = found.needle
        return bool(calls)

    def _needles(self) -> list[str]:
        """What to look for in the text of the current passage."""
        reasoning, calls = self._markup.reasoning, self._markup.calls
        if self._passage == "content":
            starts = [m.start for m in (reasoning, calls) if m and m.start_token is None]
            return [*self._stops, *starts]
        marks = calls if self._passage == "call" else reasoning
        return [marks.end] if marks and marks.end and marks.end_token is None else []

    def _token_marks(self) -> dict[tuple[str, int], str]:
        """(passage, token) -> the passage that the token begins."""
        table = {}
        for marks, passage in ((self._markup.reasoning, "reasoning"), (self._markup.calls, "call")):
            if marks and marks.start_token is not None:
                table["content", marks.start_token] = passage
            if marks and marks.end_token is not None:
                table[passage, marks.end_token] = "content"
        if self._markup.calls and self._markup.calls.start_token is not None:
            table["reasoning", self._markup.calls.start_token] = "call"
        return table

    def _due(self, *, last: bool) -> list[TokenLogprob]:
        """Log-probabilities of tokens whose text has been shown; those behind a stop string are never due."""
        if last and not self.stopped:
            due, self._logprobs = [entry for _, entry in self._logprobs], []
            return due
        due = [entry for start, entry in self._logprobs if start < self._shown]
        self._logprobs = self._logprobs[len(due) :]
        return due
