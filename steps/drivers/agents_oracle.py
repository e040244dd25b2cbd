"""What must be kept of each agent, told from what was asked of the server alone, and how it may answer."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from jsonschema_rs import validator_for

from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, Client
from steps.drivers.prompts import asking, telling
from steps.drivers.tiers import totals

AGENTS = "/v1/agents"
FACT = "access code"
WORDS = ("KITE", "FERN", "DUSK", "MOSS", "LARK")
ANSWER_TOKENS = 24
LONGEST_TOKENS = 200
"""A conversation that is longer begins anew: from 256 tokens on, agents share what they have in common."""


@dataclass
class Kept:
    """One agent that is kept: its conversation, its last answer, and where its cache is."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    last: Answer | None = None
    source: str = "hot"
    pinned: bool = False


class Agents:
    """One server's agents, as they must be; `connect` gives a client of it as it is now.

    `kept` has the one that was used last at its end.

    `asked` counts the requests by what they were answered. Every method raises AssertionError for an answer
    that the server's document does not name, for a 5xx, and for one that is not what must be.
    """

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._document = connect().get("/openapi.json")
        self.kept: dict[str, Kept] = {}
        self.asked: Counter[int] = Counter()
        self._random = random.Random(FACT)

    def forget_everybody(self) -> None:
        """Begin with a server that keeps nothing."""
        for one in self.request("GET", "").json()["data"]:
            self.request("DELETE", "/{agent}", one["id"])
        self.kept.clear()

    def tell(self, name: str) -> None:
        """Begin a conversation of its own, in which a secret is told."""
        before = self.kept.pop(name, None)
        told = Kept(pinned=before is not None and before.pinned)
        self.kept[name] = told
        told.last = self.say(name, told, telling(FACT, self._secret()))

    def _secret(self) -> str:
        return f"{self._random.randint(1000, 9999)}-{self._random.choice(WORDS)}"

    def ask(self, name: str) -> None:
        """Go on with a conversation: it reuses what its cache must hold, and the answer is the cold one."""
        kept = self.kept[name] = self.kept.pop(name)
        before, source = kept.last, kept.source
        assert before is not None
        if before.total_tokens > LONGEST_TOKENS:
            self.tell(name)
            return
        answer = kept.last = self.say(name, kept, asking(FACT))
        cold = self._answer(kept.messages[:-1])
        assert answer.text == cold.text, f"{name!r} answered {answer.text!r}, and somebody new {cold.text!r}"
        reused = range(before.prompt_tokens, before.total_tokens + 1)
        assert answer.cached_tokens in reused, f"{name!r} reused {answer.cached_tokens} tokens, not {reused}"
        assert answer.cache_source == source, f"{name!r} reused them from {answer.cache_source}, not {source}"
        kept.source = "hot"

    def say(self, name: str, kept: Kept, text: str) -> Answer:
        """One turn of its conversation, and its answer."""
        kept.messages.append({"role": "user", "content": text})
        answer = self._answer(kept.messages, name)
        kept.messages.append({"role": "assistant", "content": answer.text})
        return answer

    def _answer(self, messages: list[dict[str, Any]], name: str | None = None) -> Answer:
        """The same request in a name or in nobody's, which is computed cold."""
        body = {"model": "default", "temperature": 0, "max_tokens": ANSWER_TOKENS, "messages": messages}
        response = self._judged("POST", CHAT, self._connect().post(CHAT, body, name))
        assert response.is_success, response.text
        return Answer.from_body(response.json(), response.elapsed.total_seconds())

    def delete(self, name: str) -> None:
        """Forget it, if there is anything to forget."""
        response = self.request("DELETE", "/{agent}", name)
        self._expect(response, 404 if self.kept.pop(name, None) is None else 204)

    def place(self, name: str, what: str) -> None:
        """Flush, warm, evict, pin or unpin it, and see that this was done."""
        response = self.request("POST", f"/{{agent}}/{what}", name)
        kept = self.kept.get(name)
        self._expect(response, 404 if kept is None else 200)
        if kept is None:
            return
        kept.pinned = {"pin": True, "unpin": False}.get(what, kept.pinned)
        kept.source = {"warm": "hot", "evict": "disk"}.get(what, kept.source)
        if what == "warm":
            self.kept[name] = self.kept.pop(name)
        self.look(name)

    def look(self, name: str) -> None:
        """What is told of it alone, and block by block, is what must be."""
        alone, blocks = (self.request("GET", path, name) for path in ("/{agent}", "/{agent}/cache"))
        kept = self.kept.get(name)
        for response in (alone, blocks):
            self._expect(response, 404 if kept is None else 200)
        if kept is None:
            return
        told, cache = alone.json(), blocks.json()
        assert told["pinned"] == kept.pinned, f"{told} is not pinned as it was asked for"
        sums = totals(cache["blocks"])
        assert sums == {name: cache["agent"][name] for name in sums}, f"{cache} does not add up"
        assert ("hot" in told["tier"]) == (kept.source == "hot"), f"{told} is not in {kept.source}"

    def check_list(self) -> None:
        """Everybody is listed who must be, once, the last one first, and nobody else."""
        listed = [one["id"] for one in self.request("GET", "").json()["data"]]
        assert listed == [*reversed(self.kept)], f"{listed} are listed, and {[*reversed(self.kept)]} are kept"

    def settle(self, name: str) -> None:
        """After two requests at the same moment: take over what either order of them leaves, and look."""
        response = self.request("GET", "/{agent}", name)
        kept = self.kept.pop(name)
        if response.status_code == httpx.codes.OK:
            told = response.json()
            kept.pinned, kept.source = told["pinned"], "hot" if "hot" in told["tier"] else "disk"
            self.kept[name] = kept
        self.look(name)

    def find_again(self) -> None:
        """After a restart: the same agents, each on disk, in the order that was saved with them."""
        listed = [one["id"] for one in self.request("GET", "").json()["data"]]
        assert sorted(listed) == sorted(self.kept), f"{listed} are listed, and {[*self.kept]} were kept"
        self.kept = {name: self.kept[name] for name in reversed(listed)}
        for name, kept in self.kept.items():
            kept.source = "disk"
            self.look(name)

    def refuse(self, name: str) -> None:
        """A name that is none is refused whatever is asked of it."""
        for method, path in (("GET", "/{agent}"), ("DELETE", "/{agent}"), ("POST", "/{agent}/pin")):
            self._expect(self.request(method, path, name), 400)

    def request(self, method: str, path: str, name: str = "") -> httpx.Response:
        """A request for a path below /v1/agents, answered by what the document names."""
        segment = quote(name, safe="").replace(".", "%2E")
        response = self._connect().send(method, AGENTS + path.replace("{agent}", segment))
        return self._judged(method, AGENTS + path, response)

    def _judged(self, method: str, path: str, response: httpx.Response) -> httpx.Response:
        self.asked[response.status_code] += 1
        known = self._document["paths"][path][method.lower()]["responses"]
        where = f"{method} {path} answered {response.status_code} {response.text}"
        assert response.status_code < httpx.codes.INTERNAL_SERVER_ERROR, where
        assert str(response.status_code) in known, f"{where}, which the document does not name"
        content = known[str(response.status_code)].get("content", {})
        if not content:
            assert not response.content, f"{where}, which should have no body"
            return response
        kind = response.headers["content-type"].partition(";")[0]
        assert kind in content, f"{where}, as {kind}"
        schema = {**content[kind]["schema"], "components": self._document["components"]}
        faults = [error.message for error in validator_for(schema).iter_errors(response.json())]
        assert not faults, f"{where}: {faults}"
        return response

    def _expect(self, response: httpx.Response, status: int) -> None:
        asked = f"{response.request.method} {response.request.url.path}"
        assert response.status_code == status, (
            f"{asked}: {response.status_code} {response.text}, not {status}"
        )
