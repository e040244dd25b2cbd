"""The people of the scenarios and their agents: who they are on the wire and what they have said so far."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, COMPLETIONS, Client
from steps.drivers.prompts import filler
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
    parameters: dict[str, Any] = field(default_factory=dict)

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

    @property
    def tokens_before(self) -> int:
        """How long the conversation was before the last turn, in tokens."""
        return self.turns[-2].answer.total_tokens if len(self.turns) > 1 else 0

    def say(self, text: str, **parameters: Any) -> Answer:
        """Add a message to the conversation, and the answer to it."""
        self.messages.append({"role": "user", "content": text})
        answer = self.send(CHAT, self.chat_body(**parameters))
        self.messages.append({"role": "assistant", "content": answer.text})
        return answer

    def try_saying(self, text: str, request_id: str | None = None, **parameters: Any) -> httpx.Response:
        """A message outside the conversation, and whatever the server says to it."""
        body = {**self._defaults(), "messages": [{"role": "user", "content": text}], **parameters}
        headers = {"X-Agent-ID": self.server_name} | ({"X-Request-ID": request_id} if request_id else {})
        return self.client.send("POST", CHAT, json=body, headers=headers)

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
        self.parameters = parameters
        self.stream = self.client.stream(CHAT, self.chat_body(**parameters), self.name)
        return self.stream

    def flush(self) -> dict[str, Any]:
        """Wait until every turn is on disk; what the server then keeps of the agent."""
        return self.client.flush(self.server_name)

    def try_to_flush(self) -> httpx.Response:
        """The same, whatever the server says to it."""
        return self.client.flush_agent(self.server_name)

    def forget(self) -> None:
        """Delete what the server keeps of the agent."""
        self.client.forget(self.server_name)

    def try_to_forget(self) -> httpx.Response:
        """The same, whatever the server says to it."""
        return self.client.delete_agent(self.server_name)

    def kept(self) -> dict[str, Any] | None:
        """What the server keeps of the agent; None for nothing."""
        return self.client.agent(self.server_name)

    def take_back(self) -> None:
        """Forget the last message of the conversation, whose answer was not read to its end."""
        self.messages.pop()

    @property
    def open_stream(self) -> Stream:
        assert self.stream is not None, f"{self.persona} has started no answer"
        return self.stream

    def finish_stream(self) -> Answer:
        """Read the open stream to its end and keep it as a turn of the conversation."""
        answer = self.open_stream.finish().answer()
        self.turns.append(Turn(CHAT, self.chat_body(**self.parameters), answer))
        self.messages.append({"role": "assistant", "content": answer.text})
        return answer

    def say_instead(self, text: str, **parameters: Any) -> Answer:
        """Another message in the place of the last one, whose answer is gone too."""
        del self.messages[-2:]
        return self.say(text, **parameters)

    def say_at_least(self, tokens: int) -> Answer:
        """A message long enough that the conversation so far is at least `tokens` long."""
        answer = self.say(filler(tokens, opening=f"Notes of {self.name or self.persona}."))
        assert answer.total_tokens >= tokens, f"The filler made only {answer.total_tokens} tokens"
        return answer

    def chat_body(self, **parameters: Any) -> dict[str, Any]:
        return {**self._defaults(), "messages": list(self.messages), "logprobs": True, **parameters}

    def _defaults(self) -> dict[str, Any]:
        return {"model": self.model, "temperature": 0, "max_tokens": ANSWER_TOKENS}
