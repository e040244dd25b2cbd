"""A web page somewhere, and its browser, which decides by the server's answers what it may do (CORS)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from steps.drivers.client import CHAT, Client
from steps.drivers.refusals import chat

ALLOW = "Access-Control-Allow-"
PAGE_HEADERS = ("authorization", "content-type", "x-agent-id", "x-stainless-os")
"""What the stock clients send from a page."""


@dataclass
class Page:
    """A page of one origin; `answer` is what it was sent last, or its browser in its name."""

    origin: str
    answers: list[httpx.Response] = field(default_factory=list)

    @property
    def answer(self) -> httpx.Response:
        return self.answers[-1]

    def ask_leave(self, client: Client, method: str = "POST", headers: Sequence[str] = PAGE_HEADERS) -> None:
        """The browser's question before a request that no form could send; without a key, as browsers do."""
        asked = {
            "Origin": self.origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ",".join(headers),
        }
        self.answers.append(client.send("OPTIONS", CHAT, headers=asked))

    def send_chat(self, client: Client, headers: Mapping[str, str]) -> None:
        """A chat as the page's script sends it."""
        sent = {"Origin": self.origin, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", **headers}
        self.answers.append(client.send("POST", CHAT, json=chat("default", {}), headers=sent))

    @property
    def may_read(self) -> bool:
        """Whether the browser gives the page the answer."""
        return self.answer.headers.get(f"{ALLOW}Origin") in (self.origin, "*")

    @property
    def has_leave(self) -> bool:
        """Whether the browser sends the request that it has asked about."""
        asked = self.answer.request.headers
        headers = _words(self.answer, f"{ALLOW}Headers")
        return (
            self.answer.is_success
            and self.may_read
            and asked["Access-Control-Request-Method"].lower() in _words(self.answer, f"{ALLOW}Methods")
            and set(asked["Access-Control-Request-Headers"].split(",")) <= headers
        )

    @property
    def is_known_by_its_browser(self) -> bool:
        """Whether a browser would add cookies and the like to what the page sends."""
        return any(f"{ALLOW}Credentials" in answer.headers for answer in self.answers)


def _words(response: httpx.Response, name: str) -> set[str]:
    return {word.strip().lower() for word in response.headers.get(name, "").split(",")}
