"""A typed client for the OpenAI API, the agents API and the server's own endpoints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
from prometheus_client.parser import text_string_to_metric_families

from steps.drivers.answers import Answer
from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.streams import Stream

CHAT = "/v1/chat/completions"
COMPLETIONS = "/v1/completions"
UNBOUNDED = httpx.Limits(max_connections=None, max_keepalive_connections=None)
"""A bound on idle connections has httpcore close one that another thread has just been given."""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer as text, keys left out."""

    request: str
    response: str


class Client:
    """One caller of one server. `record` sees every exchange, but never the `key`: it goes out as Bearer."""

    def __init__(
        self, url: str, key: str | None = None, record: Callable[[Exchange], None] | None = None
    ) -> None:
        self.url = url
        self._record = record
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=10),
            limits=UNBOUNDED,
            trust_env=False,
            event_hooks={"response": [self._note]},
        )

    def close(self) -> None:
        self._http.close()

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any request, and whatever came back: no status is an error here."""
        return self._http.request(method, path, **options)

    def get(self, path: str) -> Any:
        """The JSON that GET answers; raises AssertionError unless the status is 2xx."""
        return _accepted(self.send("GET", path)).json()

    def post(self, path: str, body: dict[str, Any], agent: str | None = None) -> httpx.Response:
        """POST a JSON body in an agent's name."""
        return self.send("POST", path, json=body, headers=_agent_header(agent))

    def answer(self, path: str, body: dict[str, Any], agent: str | None = None) -> Answer:
        """The answer to a chat or completion request; raises AssertionError unless the status is 2xx."""
        response = _accepted(self.post(path, body, agent))
        return Answer.from_body(response.json(), response.elapsed.total_seconds())

    def stream(self, path: str, body: dict[str, Any], agent: str | None = None) -> Stream:
        """The same request, answered as server-sent events, with usage; the caller closes the stream."""
        options = {"stream_options": {"include_usage": True}}
        return self.open_stream(path, {**body, **options}, _agent_header(agent))

    def open_stream(self, path: str, body: dict[str, Any], headers: Mapping[Any, Any]) -> Stream:
        """The same of any request, as it is; the caller closes the stream."""
        request = self._http.build_request("POST", path, json={**body, "stream": True}, headers=headers)
        return Stream(lambda: self._http.send(request, stream=True))

    def open_events(self, path: str) -> httpx.Response:
        """The answer to GET as server-sent events, not read yet; the caller closes it."""
        request = self._http.build_request("GET", path, headers={"Accept": "text/event-stream"})
        return self._http.send(request, stream=True)

    def agents(self) -> list[dict[str, Any]]:
        """Every agent that the server keeps for this caller."""
        data: list[dict[str, Any]] = self.get("/v1/agents")["data"]
        return data

    def agent(self, name: str) -> dict[str, Any] | None:
        """What the server keeps of one agent; None where it keeps nothing."""
        response = self.send("GET", f"/v1/agents/{_segment(name)}")
        return None if response.status_code == httpx.codes.NOT_FOUND else _accepted(response).json()

    def forget(self, name: str) -> None:
        """Delete an agent's caches."""
        _accepted(self.delete_agent(name))

    def delete_agent(self, name: str) -> httpx.Response:
        """The answer to asking for it, whatever it is."""
        return self.send("DELETE", f"/v1/agents/{_segment(name)}")

    def flush(self, name: str) -> dict[str, Any]:
        """Wait until every finished turn of an agent is on disk; what the server then keeps of it."""
        kept: dict[str, Any] = _accepted(self.flush_agent(name)).json()
        return kept

    def flush_agent(self, name: str) -> httpx.Response:
        """The answer to asking for it, whatever it is."""
        return self.send("POST", f"/v1/agents/{_segment(name)}/flush")

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that carry these labels; 0 where there is none."""
        text = _accepted(self.send("GET", "/metrics")).text
        samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
        return sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items())

    def _note(self, response: httpx.Response) -> None:
        if self._record is not None:
            streaming = response.headers.get("content-type", "").startswith("text/event-stream")
            answer = "(a stream of events)" if streaming else response.read().decode(errors="replace")
            status = f"{response.status_code} {response.reason_phrase}"
            self._record(Exchange(_sent(response.request), f"{status}\n\n{answer}"))


def _segment(name: str) -> str:
    """A name as one segment of a path: a bare `..` would be taken for the folder above."""
    return quote(name, safe="").replace(".", "%2E")


def _sent(request: httpx.Request) -> str:
    agent = request.headers.get("X-Agent-ID")
    head = f"{request.method} {request.url.path}" + (f"\nX-Agent-ID: {agent}" if agent else "")
    try:
        return f"{head}\n\n{request.content.decode(errors='replace')}"
    except httpx.RequestNotRead:
        return f"{head}\n\n(a streamed body)"


def _accepted(response: httpx.Response) -> httpx.Response:
    request = response.request
    assert response.is_success, f"{request.method} {request.url.path}: {response.status_code} {response.text}"
    return response


def _agent_header(agent: str | None) -> dict[bytes, bytes]:
    return {} if agent is None else {b"X-Agent-ID": agent.encode()}
