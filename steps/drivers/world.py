"""What one scenario owns: its server, the people in it and their agents, and what they exchanged."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import cached_property
from itertools import count
from typing import Any

from steps.drivers.agents import HONEST, Agent, Turn
from steps.drivers.answers import Answer
from steps.drivers.client import CHAT, Client, Exchange
from steps.drivers.crashes import Crash, bytes_of_a_save, crash_while_saving
from steps.drivers.crowd import Crowd
from steps.drivers.deadlines import ANSWER_SECONDS
from steps.drivers.integrity import problems_of
from steps.drivers.model import Model, known_model
from steps.drivers.pool import ServerPool
from steps.drivers.profiles import DEFAULT
from steps.drivers.prompts import filler
from steps.drivers.queue import Queue
from steps.drivers.server import RemoteServer, Server
from steps.drivers.sockets import BareClient
from steps.drivers.swaps import Swaps
from steps.drivers.variants import PREFIX
from steps.drivers.writes import snapshot, written_since

EXCHANGES_KEPT = 12


NUMBERS = count(1)


class World:
    """One scenario's own; steps reach everything through it. `notes`: what one step leaves for the next.

    `number` is this scenario's alone: what is made of it begins like nothing that others left on the server.
    `afterwards` is what is done once its servers have ended, whatever they left.
    """

    def __init__(self, pool: ServerPool) -> None:
        self.pool = pool
        self.number = next(NUMBERS)
        self.exchanges: deque[Exchange] = deque(maxlen=EXCHANGES_KEPT)
        self.notes: dict[str, Any] = {}
        self.afterwards = ExitStack()
        self.agents: dict[str, Agent] = {}
        self._server: Server | RemoteServer | None = None
        self._own: list[Server] = []
        self._clients: dict[tuple[str, str], Client] = {}
        self._bare: dict[str, BareClient] = {}
        pool.watch_models()

    @property
    def server(self) -> Server:
        """The owned server under test; AssertionError where the target is only a URL."""
        assert isinstance(self._server, Server), "This step needs an owned server: tag it @system"
        return self._server

    @property
    def anyone(self) -> Server | RemoteServer:
        """The server under test, whoever owns it."""
        assert self._server is not None, "No server yet: the scenario needs `Given a server`"
        return self._server

    @property
    def model(self) -> Model:
        """The model that the server under test was started with, as its files say."""
        name = self.anyone.profile.settings.get("model", PREFIX)
        return self.pool.model if name.startswith(PREFIX) else known_model(name)

    def use_shared(self, profile: str = DEFAULT) -> None:
        """Talk to the run's server of this profile, or to the target where one is named."""
        target = self.pool.target
        if target.url is None:
            self._server = self.pool.shared(profile)
            return
        assert profile == DEFAULT, f"{target.url} cannot be set as {profile!r} says: tag the scenario @system"
        self._server = RemoteServer(target.url, target.key, self.pool.profile(DEFAULT))

    def use_own(self, profile: str = DEFAULT) -> Server:
        """Talk to a server of this scenario's own, not started yet."""
        assert self.pool.target.url is None, "A URL cannot be started: tag the scenario @system"
        self._server = self.pool.own(profile)
        self._own.append(self._server)
        return self._server

    @property
    def own_server(self) -> Server:
        """The scenario's own server; AssertionError where it shares one, which it must not stop or damage."""
        assert self._server in self._own, "This step needs `Given a fresh server`: others use the shared one"
        return self.server

    def agent(self, persona: str) -> Agent:
        """The person's agent in this scenario, under a name that no other scenario uses."""
        if persona not in self.agents:
            self.agents[persona] = Agent(persona, self.client, self.pool.target.model)
        return self.agents[persona]

    def nameless(self, persona: str) -> Agent:
        """The person from now on speaks in no agent's name."""
        self.agents[persona] = Agent(persona, self.client, self.pool.target.model, name=None)
        return self.agents[persona]

    def client(self, persona: str = "Olive") -> Client:
        """The person's client of the server under test, at the address of the moment."""
        at = (self.anyone.url, persona)
        if at not in self._clients:
            self._clients[at] = self.anyone.client(persona, self.exchanges.append)
        return self._clients[at]

    def bare_client(self, persona: str) -> BareClient:
        """The person's bare connection to the server under test."""
        if persona not in self._bare:
            self._bare[persona] = BareClient(self.anyone.url)
        return self._bare[persona]

    @property
    def crowd(self) -> Crowd:
        """The five honest people, acting at the same moment."""
        return Crowd([self.agent(persona) for persona in HONEST])

    @cached_property
    def queue(self) -> Queue:
        """Those who have asked and wait behind others."""
        return Queue(self.client)

    @cached_property
    def swaps(self) -> Swaps:
        """The swaps of the scenario's own server, which Olive asks for and watches."""
        return Swaps(self.own_server, self.client())

    def population(self, count: int) -> list[Agent]:
        """That many agents that nobody has a name for, kept as `agents` of nobody."""
        return [
            Agent(f"Agent {number}", lambda _: self.client("Ada"), self.pool.target.model)
            for number in range(count)
        ]

    def start_an_answer(self, persona: str, tokens: int) -> None:
        """Open the stream of an answer that is exactly `tokens` long: the model may not end it."""
        self.agent(persona).start_saying("Write on.", **self.pool.model.endless(tokens))

    def start_in_a_population(self, count: int, tokens: int) -> None:
        """So many nameless people each open the stream of an answer that is exactly `tokens` long."""
        self.notes["population"] = agents = self.population(count)
        for agent in agents:
            agent.start_saying("Write on.", **self.pool.model.endless(tokens))

    def ask_in_each_phase(self, text: str) -> None:
        """Somebody new says something as soon as each phase of a swap is told; who, by phase, in `asked`."""
        asked: dict[str, Agent] = {}
        with ThreadPoolExecutor(8, "phases") as threads:

            def ask(phase: str) -> None:
                (asked[phase],) = self.population(1)
                answers.append(threads.submit(asked[phase].say, text))

            answers: list[Future[Answer]] = []
            self.swaps.each_phase(ask)
            for answer in answers:
                answer.result(ANSWER_SECONDS)
        self.notes["asked"] = asked

    def start_a_long_prompt(self, persona: str, tokens: int) -> None:
        """Open the stream of a short answer to a prompt of about `tokens`."""
        self.agent(persona).start_saying(filler(tokens))

    def spent_on(self, persona: str, metric: str, usage: str) -> float:
        """What a counter says, less what the others used; for a server of this scenario's own."""
        others = [agent for agent in self.agents.values() if agent.persona != persona]
        theirs: int = sum(getattr(turn.answer, usage) for agent in others for turn in agent.turns)
        return self.own_server.client("Olive").metric(metric) - theirs

    def spent_on_nobody(self, what: str) -> float:
        """What the engine counted for the one request whose client had gone; for a server of its own."""
        client = self.own_server.client("Olive")
        gone = client.metric("assay_abandoned_requests_total")
        assert gone == 1, f"The engine knows of {gone:g} requests whose clients went, not of one"
        return client.metric(f"assay_abandoned_{what}_total")

    def count_written(self, persona: str, act: Callable[[], Answer]) -> None:
        """Note what a turn wrote to disk, in bytes, and how many tokens of it were new."""
        before = snapshot(self.server.home)
        answer = act()
        self.agent(persona).flush()
        self.notes["written"] = written_since(before, self.server.home)
        self.notes["new_tokens"] = answer.total_tokens - answer.cached_tokens

    def new_bytes(self) -> int:
        """What the new tokens of the turn that was counted take on disk."""
        tokens: int = self.notes["new_tokens"]
        return tokens * self.pool.model.cache_bytes_per_token()

    def crash_while_saving(self, count: int, tokens: int) -> list[Crash]:
        """Kill the server `count` times, each time when more bytes of the turn that it saves are there."""
        first, *agents = self.population(count + 1)
        nbytes = bytes_of_a_save(self.own_server, first, tokens)
        return [
            crash_while_saving(self.own_server, agent, tokens, nbytes * number // count)
            for number, agent in enumerate(agents)
        ]

    def time_warm_and_cold(self, persona: str, rounds: int) -> list[tuple[float, float]]:
        """Seconds to the first token with the agent's cache and with none, measured in turn on one server."""
        agent, nobody = self.agent(persona), Agent(persona, self.client, self.pool.target.model, name=None)
        agent.messages.append({"role": "user", "content": "Hello."})
        body = agent.chat_body(max_tokens=1)
        return [(agent.send(CHAT, body).seconds, nobody.send(CHAT, body).seconds) for _ in range(rounds)]

    def cold(self, turn: Turn, profile: str | None = None) -> Answer:
        """The answer to the same request of a server that never met anyone (at a URL: in no agent's name)."""
        if isinstance(self._server, RemoteServer):
            return self.client("Ada").answer(turn.path, turn.body)
        answer, exchanges = self.pool.cold(profile or self.server.profile.name, turn.path, turn.body)
        self.exchanges.extend(exchanges)
        return answer

    def cold_by_fingerprint(self, turn: Turn, profiles: Sequence[str]) -> dict[str, Answer]:
        """The answers to the same request of servers with these profiles, by who gives them."""
        answers = [self.cold(turn, profile) for profile in profiles]
        return {answer.fingerprint: answer for answer in answers}

    def logs(self) -> list[tuple[str, str]]:
        """The tail of the log of every server that this scenario used, each with its name."""
        used = [*self._own, *([self._server] if isinstance(self._server, Server) else [])]
        servers = {id(server): server for server in used if server.was_started}
        return [(f"server ({server.profile.name})", server.process.log.tail()) for server in servers.values()]

    def close(self) -> None:
        """End what the scenario owns, and prove that all of it added up and that nothing of it is left."""
        with self.afterwards:
            self._close()

    def _close(self) -> None:
        for agent in self.agents.values():
            if agent.stream is not None:
                agent.stream.close()
        for bare in self._bare.values():
            bare.close()
        if "swaps" in self.__dict__:
            self.swaps.close()
        used = {*self._own, *([self._server] if isinstance(self._server, Server) else [])}
        named = [(each.persona, each.name) for each in self.agents.values() if each.name]
        problems = [problem for server in used for problem in problems_of(server, named)]
        for server in self._own:
            self.pool.release(server)
        self.pool.check_models()
        assert not problems, f"The server's caches do not add up: {problems}"
        if isinstance(self._server, RemoteServer):
            for client in self._clients.values():
                client.close()
