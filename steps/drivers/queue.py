"""People who have asked and wait behind others, each on a thread of their own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx

from steps.drivers.agents import Agent, Turn
from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, Client
from steps.drivers.deadlines import ANSWER_SECONDS, DeadlineError, until

PLACES = 8


class Queue:
    """One scenario's; `observer` gives a client that reads the server's metrics."""

    def __init__(self, observer: Callable[[], Client]) -> None:
        self._observer = observer
        self._threads = ThreadPoolExecutor(PLACES, "queue")
        self._asked: dict[str, tuple[dict[str, Any], Future[httpx.Response]]] = {}

    def join(self, agent: Agent, text: str, **parameters: Any) -> None:
        """Ask in the agent's name, and return once the server counts one more that waits."""
        before = self._waiting()
        self._ask(agent, text, parameters)
        self.until_waiting(before + 1)

    def begin(self, agent: Agent, text: str, **parameters: Any) -> None:
        """Ask in the agent's name, and return once the server counts one more that is answered."""
        before = self._running()
        self._ask(agent, text, parameters)
        until(self._running, lambda running: running == before + 1, "an answer to begin")

    def until_waiting(self, count: int) -> None:
        """Return once the server says that so many wait. Raises DeadlineError."""
        until(self._waiting, lambda waiting: waiting == count, f"{count} to wait")

    def response(self, agent: Agent) -> httpx.Response:
        """What the server says in the end. Raises DeadlineError."""
        _, asked = self._asked[agent.persona]
        try:
            return asked.result(ANSWER_SECONDS)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise DeadlineError(f"{agent.persona} was not answered: {error!r}") from error

    def leave(self, agent: Agent) -> None:
        """Keep the answer as the agent's last turn; AssertionError where it was refused."""
        body, _ = self._asked[agent.persona]
        response = self.response(agent)
        assert response.is_success, f"{response.status_code} {response.text}"
        answer = Answer.from_body(response.json(), response.elapsed.total_seconds())
        agent.turns.append(Turn(CHAT, body, answer))

    def _ask(self, agent: Agent, text: str, parameters: dict[str, Any]) -> None:
        agent.messages.append({"role": "user", "content": text})
        body = agent.chat_body(**parameters)
        self._asked[agent.persona] = body, self._threads.submit(agent.client.post, CHAT, body, agent.name)

    def _running(self) -> int:
        return int(self._observer().metric("assay_requests_running"))

    def _waiting(self) -> int:
        return int(self._observer().metric("assay_requests_waiting"))
