"""The people of the scenarios and their agents: who they are on the wire and what they have said so far."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, COMPLETIONS, Client
from steps.drivers.streams import Stream

HONEST = ("Ada", "Ben", "Cleo", "Dan", "Emma")
PERSONAS = (*HONEST, "Mallory", "Olive")

ANSWER_TOKENS = 64


@dataclass(frozen=True)
class Turn:
    """One request as it went out, and its answer."""

    path: str
    body: dict[str, Any]
    answer: Answer


@dataclass
class Agent:
    """One person's agent: its name at the server, the conversation so far, and every turn of it.

    `connect` gives a client for the server as it is now: after a restart it listens elsewhere.
    """

    persona: str
    connect: Callable[[str], Client]
    model: str = "default"
    name: str | None = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    stream: Stream | None = None

    def __post_init__(self) -> None:
        if self.name == "":
            self.name = f"{self.persona} {uuid.uuid4().hex[:12]}"

    @property
    def client(self) -> Client:
        return self.connect(self.persona)

    @property
    def server_name(self) -> str:
        """The agent's name; AssertionError for a caller that gives none."""
        assert self.name, f"{self.persona} speaks in no agent's name"
        return self.name

    @property
    def turn(self) -> Turn:
        assert self.turns, f"{self.persona} has not asked for anything yet"
        return self.turns[-1]

    @property
    def answer(self) -> Answer:
        return self.turn.answer

    def say(self, text: str, **parameters: Any) -> Answer:
        """Add a message to the conversation, and the answer to it."""
        self.messages.append({"role": "user", "content": text})
        answer = self.send(CHAT, self.chat_body(**parameters))
        self.messages.append({"role": "assistant", "content": answer.text})
        return answer

    def complete(self, prompt: str | list[int], **parameters: Any) -> Answer:
        """A raw completion in the agent's name: a prompt of text or token ids, no template."""
        body = {**self._defaults(), "prompt": prompt, "logprobs": 1, **parameters}
        return self.send(COMPLETIONS, body)

    def send(self, path: str, body: dict[str, Any]) -> Answer:
        """Any request in the agent's name, kept as its last turn."""
        self.turns.append(Turn(path, body, self.client.answer(path, body, self.name)))
        return self.answer

    def send_again(self) -> Answer:
        """The last request once more, to the letter."""
        return self.send(self.turn.path, self.turn.body)

    def start_saying(self, text: str, **parameters: Any) -> Stream:
        """Add a message and open the stream of its answer, which is not read yet."""
        self.messages.append({"role": "user", "content": text})
        self.stream = self.client.stream(CHAT, self.chat_body(**parameters), self.name)
        return self.stream

    def chat_body(self, **parameters: Any) -> dict[str, Any]:
        return {**self._defaults(), "messages": list(self.messages), "logprobs": True, **parameters}

    def _defaults(self) -> dict[str, Any]:
        return {"model": self.model, "temperature": 0, "max_tokens": ANSWER_TOKENS}
