"""One request asked whole and as a stream, and where the two answers part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from steps.drivers.answers import read_usage
from steps.drivers.choices import Choice, choices_of_body, choices_of_chunks
from steps.drivers.client import CHAT, Client
from steps.drivers.transcripts import Transcript
from steps.drivers.world import World

Json = dict[str, Any]

ANSWER_TOKENS = 64
STREAMED = {"stream": True, "stream_options": {"include_usage": True}}


@dataclass(frozen=True)
class Pair:
    """The same request answered whole and streamed; AssertionError where either was refused."""

    path: str
    body: Json
    whole: httpx.Response
    streamed: httpx.Response

    @property
    def responses(self) -> tuple[httpx.Response, httpx.Response]:
        return self.whole, self.streamed

    @property
    def seconds(self) -> float:
        """What both took, one after the other."""
        return sum(response.elapsed.total_seconds() for response in self.responses)

    @cached_property
    def answer(self) -> Json:
        assert self.whole.is_success, f"{self.whole.status_code} {self.whole.text}"
        content: Json = self.whole.json()
        return content

    @cached_property
    def transcript(self) -> Transcript:
        assert self.streamed.is_success, f"{self.streamed.status_code} {self.streamed.text}"
        return Transcript(self.streamed)

    @cached_property
    def choices(self) -> list[Choice]:
        """The choices of the whole answer."""
        return choices_of_body(self.answer)

    @property
    def text(self) -> str:
        """The text of the whole answer's first choice."""
        return self.choices[0].text

    @cached_property
    def streamed_choices(self) -> list[Choice]:
        return choices_of_chunks(self.transcript.chunks)

    def differences(self) -> list[str]:
        """Where the ways part: choices, usage, or what is not said in one of them; empty when nowhere.

        Both leaving out what was asked for is no agreement.
        """
        whole, streamed = self.choices, self.streamed_choices
        asked = self.body.get("n") or 1
        if not len(whole) == len(streamed) == asked:
            return [f"{len(whole)} and {len(streamed)} choices, {asked} were asked for"]
        wants_logprobs = self.body.get("logprobs") not in (None, False)
        if wants_logprobs and any(choice.text and not choice.tokens for choice in whole):
            return ["logprobs were asked for, and there are none"]
        found = [
            fault for one, other in zip(whole, streamed, strict=True) for fault in one.differences(other)
        ]
        usages = [read_usage(usage) for usage in (self.answer["usage"], self.transcript.usage)]
        return found if usages[0] == usages[1] else [*found, f"usage: {usages[0]} and {usages[1]}"]

    def spoiled_pieces(self) -> list[str]:
        """Pieces of the stream that hold half a character: a replacement character, or a lone surrogate."""
        return [piece for piece in self.transcript.pieces() if "\ufffd" in piece or not _is_text(piece)]


def _is_text(piece: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in piece)


@dataclass(frozen=True)
class Reply:
    """A whole answer; AssertionError where it was refused."""

    response: httpx.Response

    @cached_property
    def body(self) -> Json:
        assert self.response.is_success, f"{self.response.status_code} {self.response.text}"
        content: Json = self.response.json()
        return content

    @cached_property
    def choices(self) -> list[Choice]:
        return choices_of_body(self.body)

    @property
    def choice(self) -> Choice:
        """The first choice."""
        return self.choices[0]

    @property
    def text(self) -> str:
        return self.choice.text

    @property
    def prompt_tokens(self) -> int:
        return int(self.body["usage"]["prompt_tokens"])

    @property
    def completion_tokens(self) -> int:
        return int(self.body["usage"]["completion_tokens"])

    def differences(self, other: "Reply") -> list[str]:
        """Where two answers part, choice by choice; empty when nowhere."""
        pairs = zip(self.choices, other.choices, strict=True)
        return [fault for one, another in pairs for fault in one.differences(another)]


@dataclass(frozen=True)
class Caller:
    """Somebody who asks in no agent's name, so that nothing is kept and every answer is computed anew."""

    client: Client
    model: str

    def chat_body(self, messages: str | Sequence[Json], parameters: Mapping[str, Any]) -> Json:
        """A chat at temperature 0, at most 64 tokens long, unless `parameters` say otherwise."""
        said = [{"role": "user", "content": messages}] if isinstance(messages, str) else list(messages)
        return {**self._defaults(parameters), "messages": said, **parameters}

    def prompt_body(self, prompt: str | list[int], parameters: Mapping[str, Any]) -> Json:
        """The same for a completion."""
        return {**self._defaults(parameters), "prompt": prompt, **parameters}

    def _defaults(self, parameters: Mapping[str, Any]) -> Json:
        length = {} if "max_completion_tokens" in parameters else {"max_tokens": ANSWER_TOKENS}
        return {"model": self.model, "temperature": 0, **length}

    def reply(self, body: Json, path: str = CHAT) -> Reply:
        """The whole answer."""
        return Reply(self.client.post(path, body))

    def ask_both_ways(self, body: Json, path: str = CHAT) -> Pair:
        """The same request twice: whole, and as a stream with usage."""
        return Pair(path, body, self.client.post(path, body), self.client.post(path, {**body, **STREAMED}))

    def stream(self, body: Json, path: str = CHAT) -> Transcript:
        """The stream of a request exactly as it is given, but for `stream`."""
        response = self.client.post(path, {**body, "stream": True})
        assert response.is_success, f"{response.status_code} {response.text}"
        return Transcript(response)


def caller(world: World, persona: str) -> Caller:
    """The person, asking in no agent's name."""
    return Caller(world.client(persona), world.pool.target.model)


def forced(text: str) -> Json:
    """Parameters that make any model say one text and nothing else: a schema with one allowed value."""
    schema = {"name": "text", "schema": {"const": text}}
    return {"max_tokens": 400, "response_format": {"type": "json_schema", "json_schema": schema}}


def as_said(text: str) -> str:
    """How a forced text stands in the answer: as JSON writes a string."""
    return json.dumps(text, ensure_ascii=False)


def beginning_with(token: int) -> Json:
    """Parameters that make one token all but certain, each time one is drawn."""
    return {"max_tokens": 4, "logit_bias": {str(token): 100}}


def stops_within(text: str, count: int, characters: int = 5) -> list[str]:
    """`count` pieces of a text, evenly spread over it. Raises AssertionError where it is too short."""
    assert len(text) >= count + characters, f"{text!r} is too short for {count} stops"
    step = (len(text) - characters) // count
    return [text[at : at + characters] for at in range(0, count * step, step)]
