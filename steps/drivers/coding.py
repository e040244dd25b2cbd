"""Coding sessions on Anthropic's API, as command-line tools hold them: long instructions, tools, and one
growing conversation, with everything that such tools do to it between two turns.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from steps.drivers.cachefiles import CacheFiles
from steps.drivers.crowd import together
from steps.drivers.messages import MESSAGES, VERSION, Caller, Json, Message, message_of_events, offered
from steps.drivers.prompts import filler
from steps.drivers.streams import Stream
from steps.drivers.tools import tools_of
from steps.drivers.world import World

ANSWER_TOKENS = 24
TOOLS = (
    {"tool": "get_weather", "arguments": "city", "description": "Get the weather in a city"},
    {"tool": "read_file", "arguments": "path", "description": "Read a file"},
    {"tool": "run_command", "arguments": "command", "description": "Run a command in a shell"},
)
SIDE_INSTRUCTIONS = "Name this conversation in three words."


@dataclass(frozen=True)
class Exchanged:
    """One request, its answer, and the seconds until the first of it came."""

    body: Json
    message: Message
    first_seconds: float

    @property
    def cached_tokens(self) -> int:
        return int(self.message.usage["cache_read_input_tokens"])


def instructions(tokens: int) -> str:
    """What such a tool tells every session first, the same each time."""
    return filler(tokens, opening="You are a careful assistant for programmers.")


@dataclass
class CodingSession:
    """One person's session; `exchanged` holds every answer that was read to its end."""

    persona: str
    caller: Caller
    instructions: str
    told: str
    messages: list[Json] = field(default_factory=list)
    exchanged: list[Exchanged] = field(default_factory=list)
    user_id: str = field(default_factory=lambda: f"session_{uuid.uuid4().hex}")

    def begin(self) -> None:
        """The first turn."""
        self.turn(f"The access code is {self.told}.")

    def flush(self) -> None:
        """Wait until what is kept of it is on disk."""
        self.caller.client.flush(self.user_id)

    def work(self) -> None:
        """A session from its first turn on: a side request beside it, an abandoned request, a tool called
        and its result given back, and a request that is sent again because its answer did not come.
        """
        acts: dict[str, Callable[[], Any]] = {"turn": self.begin, "side": self.ask_beside}
        together(acts)
        self.abandon("Write on.")
        self.turn("What is the weather in Rome?", tool_choice={"type": "any"})
        self.turn("And in Oslo?")
        self.abandon("What is the access code?")
        self.turn("What is the access code?", retry=1)

    def turn(self, text: str, *, retry: int = 0, **parameters: Any) -> None:
        """Say something, with the results of what was called; the answer joins the conversation."""
        self.messages.append(self._next_message(text))
        body = self.body(parameters)
        with self._ask(body, retry) as stream:
            message = self._read(body, stream.finish())
        blocks = [block | _call_id(block) for block in message.blocks]
        self.messages.append({"role": "assistant", "content": blocks or [{"type": "text", "text": "Done."}]})

    def abandon(self, text: str) -> None:
        """Ask, and hang up at the first event; nothing of it stays in the conversation.

        Who then says the same with `turn` sends the very same request again.
        """
        self.messages.append(self._next_message(text))
        body = self.body({})
        self.messages.pop()
        with self._ask(body) as stream:
            next(stream.items)

    def ask_beside(self) -> None:
        """A small request under the session's own name that has nothing of its conversation but the topic."""
        said = [{"role": "user", "content": f"The access code is {self.told}."}]
        body = {**self.body({}), "system": SIDE_INSTRUCTIONS, "tools": [], "messages": said}
        with self._ask(body) as stream:
            self._read(body, stream.finish())

    def body(self, parameters: Json) -> Json:
        """The next request: what the tool reminds the model of stands near the head, and is new each turn."""
        return {
            "model": self.caller.model,
            "max_tokens": ANSWER_TOKENS,
            "temperature": 0,
            "system": [
                {"type": "text", "text": self.instructions, "cache_control": {"type": "ephemeral"}},
            ],
            "tools": offered(tools_of(TOOLS)),
            "messages": [self._reminded(self.messages[0]), *self.messages[1:]] if self.messages else [],
            "metadata": {"user_id": self.user_id},
            **parameters,
        }

    def differences_from(self, answer: Callable[[Json], Message]) -> list[str]:
        """Where an answer is not what `answer` gives to the same request; a sentence each."""
        found = []
        for number, one in enumerate(self.exchanged, start=1):
            alone = answer({name: value for name, value in one.body.items() if name != "metadata"})
            ours, theirs = ((each.said, each.prompt_tokens) for each in (one.message, alone))
            found += [f"{self.persona}'s answer {number} is {ours}, not {theirs}"] if ours != theirs else []
        return found

    @contextmanager
    def _ask(self, body: Json, retry: int = 0) -> Iterator[Stream]:
        headers = {**VERSION, "x-stainless-retry-count": str(retry)}
        stream = self.caller.client.open_stream(MESSAGES, body, headers)
        with stream:
            assert stream.response.is_success, f"{stream.response.status_code} {stream.response.read()!r}"
            yield stream

    def _read(self, body: Json, stream: Stream) -> Message:
        events = [event.json for event in stream.events]
        started = (e.at_seconds for e in stream.events if e.json["type"] == "content_block_start")
        first = next(started, stream.events[-1].at_seconds)
        self.exchanged.append(Exchanged(body, message_of_events(events), first))
        return self.exchanged[-1].message

    def _next_message(self, text: str) -> Json:
        """What is said next, with the results of the calls that were made before it."""
        last = self.messages[-1]["content"] if self.messages else []
        calls = [block["id"] for block in last if block["type"] == "tool_use"]
        results = [{"type": "tool_result", "tool_use_id": each, "content": "It is sunny."} for each in calls]
        return {"role": "user", "content": [*results, {"type": "text", "text": text}]}

    def _reminded(self, message: Json) -> Json:
        reminder = f"<system-reminder>{len(self.messages)} messages so far.</system-reminder>"
        return {**message, "content": [{"type": "text", "text": reminder}, *message["content"]]}


def _call_id(block: Json) -> Json:
    return {"id": f"toolu_{uuid.uuid4().hex[:12]}"} if block["type"] == "tool_use" else {}


class CodingSessions:
    """Several people's sessions that begin with the same instructions."""

    def __init__(self, sessions: list[CodingSession]) -> None:
        self.sessions = sessions

    def begin_in_turn(self, world: World) -> tuple[dict[str, int], dict[str, int]]:
        """One after another; what all caches take, in bytes, once the first is saved and once all are."""
        first, *later = self.sessions
        first.begin()
        first.flush()
        alone = _weights(world)
        for session in later:
            session.begin()
        for session in later:
            session.flush()
        return alone, _weights(world)

    def work(self) -> None:
        """All at the same moment."""
        together({session.persona: session.work for session in self.sessions})

    def strange_answers(self, alone: Caller) -> list[str]:
        """Answers that are not what a server that never met the others gives; a sentence each."""
        return [each for session in self.sessions for each in session.differences_from(alone.whole)]

    def leaks(self) -> list[str]:
        """Answers that hold what only another was told; a sentence each."""
        return [
            f"{session.persona} read {one.message.blocks}, which {other.persona} was told"
            for session in self.sessions
            for other in self.sessions
            for one in session.exchanged
            if other is not session and other.told in str(one.message.blocks)
        ]

    def first_seconds(self) -> list[float]:
        """To the first of every answer."""
        return [one.first_seconds for session in self.sessions for one in session.exchanged]

    def later_reuses(self) -> list[int]:
        """The cached tokens of each later session's first answer."""
        _, *later = (session.exchanged[0].cached_tokens for session in self.sessions)
        return later

    def later_over_first(self) -> list[float]:
        """The seconds to the first of each later session's first answer, over those of the first session."""
        first, *later = (session.exchanged[0].first_seconds for session in self.sessions)
        return [seconds / first for seconds in later]


def weigh_others(world: World, persona: str) -> tuple[dict[str, int], dict[str, int]]:
    """What all caches take before and after four others send one person's last request too, in bytes."""
    one = world.agent(persona)
    one.flush()
    before = _weights(world)
    for agent in (each for each in world.crowd.agents if each is not one):
        agent.send(one.turn.path, one.turn.body)
        agent.flush()
    return before, _weights(world)


def _weights(world: World) -> dict[str, int]:
    memory = world.client().get("/v1/integrity")["stats"]["hot_bytes"]
    return {"memory": memory, "files": CacheFiles(world.server.home).cache_bytes}
