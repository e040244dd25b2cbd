"""A stream of server-sent events as the bytes that came, held against what a stream may look like.

The format is WHATWG's (https://html.spec.whatwg.org/multipage/server-sent-events.html), the order of chunks
OpenAI's: role first, one finish reason a choice, usage only where it was asked for, `[DONE]` last.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from httpx_sse import EventSource

DONE = "[DONE]"
PREFILL = re.compile(r"prefill (\d+)/(\d+)")
SAME_IN_ALL = ("id", "object", "created", "model", "system_fingerprint")


@dataclass(frozen=True)
class Transcript:
    """A whole stream, read to its end."""

    response: httpx.Response

    @cached_property
    def raw(self) -> str:
        """The bytes as text. Raises UnicodeDecodeError where they are not UTF-8."""
        return self.response.content.decode()

    @cached_property
    def data(self) -> list[str]:
        """The data of each event, by the letter of the format: lines that begin with `data: `."""
        return [line.removeprefix("data: ") for line in self.raw.split("\n") if line.startswith("data:")]

    @cached_property
    def comments(self) -> list[str]:
        return [line[1:].strip() for line in self.raw.split("\n") if line.startswith(":")]

    @cached_property
    def chunks(self) -> list[dict[str, Any]]:
        """Every event's JSON but the last word."""
        return [json.loads(data) for data in self.data if data != DONE]

    @cached_property
    def usage(self) -> dict[str, Any] | None:
        return next((chunk["usage"] for chunk in reversed(self.chunks) if chunk.get("usage")), None)

    def read_by_httpx_sse(self) -> list[str]:
        """The data of each event as a reader that is not ours finds it."""
        return [event.data for event in EventSource(self.response).iter_sse()]

    def pieces(self) -> list[str]:
        """Every piece of text, each as its chunk carried it."""
        choices = [choice for chunk in self.chunks for choice in chunk["choices"]]
        deltas = [choice.get("delta") or {"content": choice.get("text")} for choice in choices]
        return [delta["content"] for delta in deltas if delta.get("content")]

    def prefill_steps(self) -> list[tuple[int, int]]:
        """Every comment `prefill DONE/TOTAL`, in tokens."""
        told = [PREFILL.fullmatch(comment) for comment in self.comments]
        return [(int(match[1]), int(match[2])) for match in told if match]

    def faults(self, *, usage: bool) -> list[str]:
        """What is wrong with the stream, a sentence each; `usage` is whether it was asked for."""
        return [*self._faults_of_form(), *self._faults_of_chunks(), *self._faults_of_usage(usage)]

    def _faults_of_form(self) -> Iterator[str]:
        kind = self.response.headers.get("content-type", "")
        if not kind.startswith("text/event-stream"):
            yield f"its type is {kind!r}"
        if not self.raw.endswith("\n\n") or "\n\n\n" in self.raw:
            yield "an event does not end in exactly one empty line"
        strange = [line for line in self.raw.split("\n") if line and not line.startswith(("data: ", ":"))]
        if strange:
            yield f"a line is neither data nor a comment: {strange[0]!r}"
        if self.data.count(DONE) != 1 or self.data[-1] != DONE:
            yield f"[DONE] is not its one last word: it ends in {self.data[-2:]}"

    def _faults_of_chunks(self) -> Iterator[str]:
        for name in SAME_IN_ALL:
            if len({chunk.get(name) for chunk in self.chunks}) != 1:
                yield f"{name} changes from chunk to chunk"
        asked = json.loads(self.response.request.content).get("n") or 1
        choices = _by_choice(self.chunks)
        if sorted(choices) != list(range(asked)):
            yield f"it has the choices {sorted(choices)}, and {asked} were asked for"
        for index, parts in choices.items():
            yield from (f"choice {index}: {fault}" for fault in _faults_of_choice(parts))

    def _faults_of_usage(self, asked: bool) -> Iterator[str]:
        with_usage = [number for number, chunk in enumerate(self.chunks) if chunk.get("usage")]
        if not asked and any("usage" in chunk for chunk in self.chunks):
            yield "it says usage and was not asked"
        if asked and (with_usage != [len(self.chunks) - 1] or self.chunks[-1]["choices"]):
            yield f"usage is not in the last chunk alone, with no choices: {with_usage} of {len(self.chunks)}"
        if asked and any("usage" not in chunk for chunk in self.chunks):
            yield "a chunk before the last does not say that usage is null"


def _by_choice(chunks: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            found.setdefault(choice["index"], []).append(choice)
    return found


def _faults_of_choice(parts: list[dict[str, Any]]) -> Iterator[str]:
    reasons = [number for number, part in enumerate(parts) if part["finish_reason"] is not None]
    if reasons != [len(parts) - 1]:
        yield f"a finish reason in parts {reasons} of {len(parts)}, not in the last alone"
    roles = [number for number, part in enumerate(parts) if "role" in part.get("delta", {})]
    if "delta" in parts[0] and roles != [0]:
        yield f"the role is in parts {roles}, not in the first alone"
