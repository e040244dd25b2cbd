"""Agents of a long day: each knows what it was told, asks until it is answered, and judges the answer."""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from steps.drivers.client import CHAT, Client
from steps.drivers.prompts import asking, filler, telling

PATIENCE_SECONDS = 180.0
AGAIN_SECONDS = 0.05
RETRIED = (429, 503)
LONGEST_TOKENS = 1500
"""A conversation that is longer begins anew: the model's context is 4,096 tokens."""


@dataclass
class Soul:
    """One agent. `connect` gives a client of the server as it is now; `faults`, `losses`: a sentence each."""

    secret: str
    connect: Callable[[], Client]
    name: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    tokens: int = 0
    prompt_tokens: int = 0
    fingerprint: str = ""
    faults: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    saved: dict[str, int] = field(default_factory=dict)
    """The tokens of the conversation's last saved prompt, by the fingerprint of the model that read it."""
    checked: int = 0
    tries: int = 0
    """How often the last request was sent before it was answered."""
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = f"soul {uuid.uuid4().hex[:12]}"

    def begin(self) -> None:
        """Be told the secret, at the beginning of a conversation."""
        self.messages = []
        self.saved.clear()
        self._say(telling("access code", self.secret))

    def read(self, tokens: int) -> None:
        """Have more to remember."""
        self._say(filler(tokens))

    def ask(self, others: list[str]) -> None:
        """Ask for what was told; an answer that lacks it or holds what another was told is a fault.

        Who begins anew is forgotten before, or would rightly reuse what the first conversation began with.
        """
        if self.tokens > LONGEST_TOKENS:
            self.leave()
            self.begin()
        text = self._say(asking("access code"))
        if [secret for secret in (self.secret, *others) if secret in text] != [self.secret]:
            self.faults.append(f"{self.name} was told {self.secret} and answered {text!r}")

    def save(self) -> None:
        """Have what was said kept before all others' and on disk: whatever comes, it is to be reused."""
        path = f"/v1/agents/{quote(self.name)}/pin"
        self._until_answered(lambda client: client.send("POST", path), (200,))
        self._until_answered(lambda client: client.flush_agent(self.name), (200,))
        self.saved[self.fingerprint] = self.prompt_tokens

    def leave(self) -> None:
        """Be forgotten."""
        self._until_answered(lambda client: client.delete_agent(self.name), (204, 404))

    def _say(self, text: str) -> str:
        before = self.tokens
        self.messages.append({"role": "user", "content": text})
        body = {"model": "default", "temperature": 0, "max_tokens": 24, "messages": self.messages}
        response = self._until_answered(lambda client: client.post(CHAT, body, self.name), (200,))
        if response is None:
            self.messages.pop()
            return ""
        answer = response.json()
        said, usage = str(answer["choices"][0]["message"]["content"]), answer["usage"]
        cached = usage["prompt_tokens_details"]["cached_tokens"]
        # A try that was cut off may have left what it had computed: the next one goes on from its own prompt.
        most = before if self.tries == 1 else usage["prompt_tokens"]
        if cached > most and len(self.messages) > 1:
            self.faults.append(f"{self.name} reused {cached} tokens of {most}, in try {self.tries}")
        self.fingerprint = str(answer["system_fingerprint"])
        least = self.saved.get(self.fingerprint, 0)
        self.checked += least > 0
        if cached < least:
            self.losses.append(f"{self.name} reused {cached} tokens, and {least} had been saved")
        self.prompt_tokens, self.tokens = usage["prompt_tokens"], usage["total_tokens"]
        self.messages.append({"role": "assistant", "content": said})
        return said

    def _until_answered(
        self, send: Callable[[Client], httpx.Response], accepted: tuple[int, ...]
    ) -> httpx.Response | None:
        """The answer, asked for again while the server says that it can't now, or is away altogether."""
        begun = time.monotonic()
        last, self.tries = "", 0
        while time.monotonic() - begun < PATIENCE_SECONDS:
            self.tries += 1
            try:
                response = send(self.connect())
            except (httpx.TransportError, AssertionError) as error:
                last = repr(error)
            else:
                if response.status_code in accepted:
                    self.waits.append(time.monotonic() - begun)
                    return response
                last = f"{response.status_code} {response.text}"
                if response.status_code not in RETRIED:
                    break
            threading.Event().wait(AGAIN_SECONDS)
        self.faults.append(f"{self.name} was not answered: {last}")
        return None
