"""Anthropic's Messages API over bare HTTP: one request asked whole and streamed, and what its answers are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from typing import Any

import httpx
from httpx_sse import EventSource

from steps.drivers.client import Client
from steps.drivers.world import World

Json = dict[str, Any]

MESSAGES = "/v1/messages"
COUNT = "/v1/messages/count_tokens"
VERSION = {"anthropic-version": "2026-10-21"}
ANSWER_TOKENS = 64
ONLY_FOR_ANSWERS = ("max_tokens", "temperature", "stop_sequences", "metadata", "stream", "top_k", "top_p")
INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
GROWS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}


@dataclass(frozen=True)
class Message:
    """A message however it came: its blocks without their ids, why it ended, what it cost."""

    blocks: list[Json]
    stop_reason: str | None
    stop_sequence: str | None
    usage: Json

    @property
    def text(self) -> str:
        return "".join(block["text"] for block in self.blocks if block["type"] == "text")

    @property
    def calls(self) -> list[str]:
        """The names of the tools that it calls."""
        return [block["name"] for block in self.blocks if block["type"] == "tool_use"]

    @property
    def prompt_tokens(self) -> int:
        """All three kinds of input."""
        return sum(self.usage[kind] for kind in INPUT)

    @property
    def said(self) -> tuple[list[Json], str | None, str | None]:
        """What it says and why it ended, whatever it cost."""
        return self.blocks, self.stop_reason, self.stop_sequence


def message_of_body(body: Json) -> Message:
    """A whole answer. Raises KeyError for a field that is not there."""
    blocks = [{name: value for name, value in block.items() if name != "id"} for block in body["content"]]
    return Message(blocks, body["stop_reason"], body["stop_sequence"], body["usage"])


@dataclass(frozen=True)
class EventLog:
    """The events of one stream, read to its end."""

    response: httpx.Response

    @cached_property
    def events(self) -> list[Json]:
        """Every event's data; AssertionError for one that is named otherwise than it says."""
        found = [(event.event, json.loads(event.data)) for event in EventSource(self.response).iter_sse()]
        for name, data in found:
            assert name == data["type"], f"An event {name!r} says of itself that it is {data}"
        return [data for _, data in found]

    def kinds(self) -> list[str]:
        """The events by name, in turn: pings left out, and one word for deltas that follow each other."""
        names = [event["type"] for event in self.events if event["type"] != "ping"]
        turns = zip([None, *names], names, strict=False)
        return [name for before, name in turns if not before == name == "content_block_delta"]

    def message(self) -> Message:
        """What the stream adds up to. Raises AssertionError where its events do not follow each other."""
        assert self.response.is_success, f"{self.response.status_code} {self.response.text}"
        return message_of_events(self.events)


def message_of_events(events: list[Json]) -> Message:
    """What a stream's events add up to. Raises AssertionError where they do not follow each other."""
    first, *others = [event for event in events if event["type"] != "ping"]
    assert first["type"] == "message_start", f"The stream begins with {first}"
    blocks: list[Json] = []
    for event in others[:-2]:
        _grow(blocks, event)
    ending, last = others[-2:]
    assert (ending["type"], last) == ("message_delta", {"type": "message_stop"}), f"It ends so: {others[-2:]}"
    delta = ending["delta"]
    whole = [_without_pieces(block) for block in blocks]
    return Message(whole, delta["stop_reason"], delta["stop_sequence"], ending["usage"])


def _grow(blocks: list[Json], event: Json) -> None:
    """Take one event of a block in: only the last block is open, and only until it stops."""
    open_block = blocks[-1] if blocks and not blocks[-1].get("stopped") else None
    if event["type"] == "content_block_start":
        assert open_block is None, f"{event} comes before the block ahead of it has stopped"
        blocks.append({**event["content_block"], "partial_json": ""})
    else:
        assert open_block is not None, f"{event} belongs to no open block"
        if event["type"] == "content_block_stop":
            open_block["stopped"] = True
        else:
            field = GROWS[event["delta"]["type"]]
            open_block[field] += event["delta"][field]
    assert event["index"] == len(blocks) - 1, (
        f"{event} has the index of another block than the {len(blocks)}th"
    )


def _without_pieces(block: Json) -> Json:
    assert block["stopped"], f"The block {block} never stopped"
    if block["type"] == "tool_use":
        block = {**block, "input": json.loads(block["partial_json"])}
    return {name: value for name, value in block.items() if name not in ("id", "partial_json", "stopped")}


@dataclass(frozen=True)
class Caller:
    """Somebody who asks, in an agent's name or in nobody's."""

    client: Client
    model: str

    def body(self, text: str, parameters: Mapping[str, Any]) -> Json:
        """A message at temperature 0, at most 64 tokens long, unless `parameters` say otherwise."""
        said = [{"role": "user", "content": text}]
        usual = {"model": self.model, "max_tokens": ANSWER_TOKENS, "temperature": 0, "messages": said}
        return {name: value for name, value in {**usual, **parameters}.items() if value is not None}

    def post(self, body: Json, path: str = MESSAGES, **headers: str) -> httpx.Response:
        return self.client.send("POST", path, json=body, headers={**VERSION, **headers})

    def whole(self, body: Json, **headers: str) -> Message:
        """The whole answer; AssertionError where it was refused."""
        response = self.post(body, **headers)
        assert response.is_success, f"{response.status_code} {response.text}"
        return message_of_body(response.json())

    def streamed(self, body: Json) -> EventLog:
        return EventLog(self.post({**body, "stream": True}))

    def filling(self, tokens: int) -> str:
        """What to say for a prompt of exactly `tokens`, by digits: each is a token of its own.

        Raises AssertionError where that comes out otherwise.
        """
        around = self.count(self.body("Repeat: 0", {})) - 1
        text = f"Repeat: {''.join(islice(cycle('0123456789'), tokens - around))}"
        assert (counted := self.count(self.body(text, {}))) == tokens, f"{counted} tokens, not {tokens}"
        return text

    def count(self, body: Json) -> int:
        """What the server counts of the same request, before it is asked."""
        asked = {name: value for name, value in body.items() if name not in ONLY_FOR_ANSWERS}
        response = self.post(asked, COUNT)
        assert response.is_success, f"{response.status_code} {response.text}"
        return int(response.json()["input_tokens"])


def caller(world: World, persona: str) -> Caller:
    """The person, asking by Anthropic's API."""
    return Caller(world.client(persona), world.pool.target.model)


def caller_of_a_stranger(world: World) -> Caller:
    """Somebody who asks a server with the same settings that never met anyone."""
    server = world.pool.reference(world.server.profile.name)
    return Caller(server.client("Ada", world.exchanges.append), world.pool.target.model)


def offered(tools: list[Json]) -> list[Json]:
    """OpenAI's tools as Anthropic's API takes them."""
    functions = [tool["function"] for tool in tools]
    return [
        {"name": one["name"], "description": one["description"], "input_schema": one["parameters"]}
        for one in functions
    ]


def refusal(response: httpx.Response) -> Json:
    """The error in Anthropic's envelope; AssertionError saying what else the answer was."""
    body = response.json()
    assert set(body) == {"type", "error", "request_id"}, f"This is no error envelope: {response.text[:300]}"
    assert body["type"] == "error", f"This is no error: {response.text[:300]}"
    assert body["request_id"] == response.headers["request-id"], "The error has another id than the answer"
    error: Json = body["error"]
    assert set(error) - {"details"} == {"type", "message"}, f"The error holds {sorted(error)}"
    return error
