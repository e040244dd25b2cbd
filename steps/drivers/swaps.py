"""Swapping the model of a server: asked for on a thread of its own, and watched phase by phase."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx

from steps.drivers.client import Client
from steps.drivers.deadlines import ANSWER_SECONDS, until
from steps.drivers.model import BUNDLED
from steps.drivers.server import Server
from steps.drivers.streams import Stream
from steps.drivers.tampering import keep_going_wrong
from steps.drivers.weights import last_norm

PATH = "/v1/models/swap"
ENDS = ("done", "failed")

Json = dict[str, Any]


class Swaps:
    """One scenario's. `phases` are those that the watched swap has told so far."""

    def __init__(self, server: Server, client: Client) -> None:
        self._server = server
        self._client = client
        self._threads = ThreadPoolExecutor(2, "swap")
        self._watch: Stream | None = None
        self._asked: Future[httpx.Response] | None = None
        self.engines_before: set[int] = set()
        self.response: httpx.Response | None = None

    def ask(self, model: str, client: Client | None = None, **options: Any) -> httpx.Response:
        """Ask for a swap and wait for what the server says in the end."""
        headers = options.pop("headers", {})
        body = {"model": self._server.model(model), **options}
        self.response = (client or self._client).send("POST", PATH, json=body, headers=headers)
        return self.response

    def attempt(self, model: str, client: Client, **options: Any) -> None:
        """Ask as `ask` does, and watch what comes of it, unless another swap is watched already."""
        self._watch = self._watch or self.watch()
        self.ask(model, client, **options)

    def last_event(self) -> Json:
        """The last that was told of the watched swap, once it has ended."""
        return self.watched.finish().events[-1].json

    def done(self, model: str, **options: Any) -> Json:
        """The same; AssertionError unless the swap is done."""
        response = self.ask(model, **options)
        assert response.is_success, f"{response.status_code} {response.text}"
        told: Json = response.json()
        return told

    def back(self, **options: Any) -> None:
        """Swap to the model that the server was started with; AssertionError unless that is done."""
        self.done(self._server.profile.settings.get("model", BUNDLED), **options)

    def follow(self) -> Json:
        """Look where the last answer has said, until the swap has ended; what stands there then."""
        assert self.response is not None, "No swap was asked for"
        path = self.response.headers["location"]
        told: Json = until(
            lambda: self._client.get(path), lambda state: state["phase"] in ENDS, "a swap to end"
        )
        return told

    def begin(self, model: str, **options: Any) -> None:
        """Ask for a swap on another thread, and watch it from its first phase on."""
        self.engines_before = self.engines()
        path = self._server.model(model)
        self._watch = self.watch()
        body = {"model": path, **options}
        self._asked = self._threads.submit(self._client.send, "POST", PATH, json=body)
        self.until("checking")

    def watch(self) -> Stream:
        """The stream of the swap that runs, or of the next one."""
        return Stream(lambda: self._client.open_events(PATH))

    def until(self, phase: str) -> None:
        """Read until the watched swap has told a phase. AssertionError where it ends before."""
        while phase not in self.phases:
            assert next(self.watched.items, None) is not None, f"The swap ended before {phase}: {self.phases}"

    @property
    def watched(self) -> Stream:
        assert self._watch is not None, "No swap is watched"
        return self._watch

    @property
    def phases(self) -> list[str]:
        return [event.json["phase"] for event in self.watched.events]

    def each_phase(self, act: Callable[[str], None]) -> None:
        """Do something as soon as each phase is told, until the swap has ended."""
        told = 0
        while True:
            for phase in self.phases[told:]:
                told += 1
                if phase not in ENDS:
                    act(phase)
            if next(self.watched.items, None) is None:
                return

    def end(self) -> httpx.Response:
        """Wait until the swap that was begun has ended; what the server says of it."""
        assert self._asked is not None, "No swap was begun"
        self.watched.finish()
        self.response = self._asked.result(ANSWER_SECONDS)
        return self.response

    @property
    def told(self) -> Json:
        """What the server says of the last swap, done or failed."""
        state: Json = self._client.get(PATH)
        return state

    def engines(self) -> set[int]:
        """The processes that the server has started."""
        return {process.pid for process in self._server.process.members()} - {self._server.process.pid}

    def new_engine(self) -> int:
        """The process of the engine that was not there before the swap, once it runs its own program.

        Until then it is a fork for which the server stands still: stopped there, it would stop the server.
        """

        def new() -> set[int]:
            return {each.pid for each in self._server.process.programs()} - self.engines_before

        return min(until(new, bool, "another engine to be started"))

    def kill_new_engine(self) -> None:
        os.kill(self.new_engine(), signal.SIGKILL)

    def hang_new_engine(self) -> int:
        """Stop the process for good, as one that waits for a disk that never answers; its id."""
        pid = self.new_engine()
        os.kill(pid, signal.SIGSTOP)
        return pid

    def shake_new_engine(self) -> None:
        """Its memory goes wrong again and again until the swap has ended. Raises NotPossibleError."""
        assert self._asked is not None, "No swap was begun"
        keep_going_wrong(self.new_engine(), last_norm(self._server.original), self._asked.done)
        self.end()

    def kill_old_engine(self) -> None:
        """SIGKILL for the engine that served before the swap."""
        (pid,) = self.engines_before
        os.kill(pid, signal.SIGKILL)

    def belongings(self) -> Json:
        """What the server holds but for its clients' connections: processes, descriptors, sockets, files."""
        members = self._server.process.members()
        server = next(each for each in members if each.pid == self._server.process.pid)
        return {
            "processes": len(members),
            "sockets to engines": len(server.net_connections("unix")),
            "descriptors": server.num_fds() - len(server.net_connections("inet")),
            "temporary files": sorted(path.name for path in self._server.temporary.iterdir()),
        }

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self._threads.shutdown(wait=False)
