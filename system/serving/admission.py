"""Who gets in: a bounded number of requests at a time, each with an engine that is ready for it."""

import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from system.engine.messages import Accepted, Generate, ModelInfo
from system.errors import BusyError, EngineDiedError
from system.serving.engine_client import EngineClient
from system.serving.events import Events
from system.serving.supervisor import Supervisor

log = logging.getLogger(__name__)

WAIT_SECONDS = 30.0


class Place:
    """One request's place: the engine that serves it, and that engine's model."""

    def __init__(self, supervisor: Supervisor, engine: EngineClient, model: ModelInfo) -> None:
        self.engine = engine
        self.model = model
        self._supervisor = supervisor

    @asynccontextmanager
    async def generate(self, order: Generate, max_unread: int) -> AsyncIterator[tuple[Accepted, Events]]:
        """The request, begun by an engine, and its events, at most `max_unread` of them at a time.

        An engine that dies before it has begun the request leaves it as it was, and the next engine gets it:
        once, because it may be what the engine died of. Leaving before its last event cancels it. Raises what
        `Events.arrived` raises, and UnavailableError when no next engine comes in time.
        """
        with ExitStack() as stack:
            try:
                begun = await self._begun(order, max_unread, stack)
            except EngineDiedError:
                log.warning("request_goes_to_next_engine", extra={"completion": order.request_id})
                self.engine, self.model = await self._supervisor.ready_engine(WAIT_SECONDS)
                begun = await self._begun(order, max_unread, stack)
            yield begun

    async def _begun(self, order: Generate, max_unread: int, stack: ExitStack) -> tuple[Accepted, Events]:
        events = stack.enter_context(self.engine.generate(order, max_unread))
        return await events.accepted(), events


class Admission:
    """Counts requests in flight: those that decode and those that wait, here or in the engine."""

    def __init__(self, supervisor: Supervisor, places: int) -> None:
        self._supervisor = supervisor
        self._places = places
        self.taken = 0

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[Place]:
        """A place, with an engine that is ready. A request waits in its place while the engine restarts.

        Raises BusyError when every place is taken, UnavailableError when no engine comes in time.
        """
        if self.taken >= self._places:
            raise BusyError(f"{self.taken} requests are running or waiting, as many as this server takes")
        self.taken += 1
        try:
            yield Place(self._supervisor, *await self._supervisor.ready_engine(WAIT_SECONDS))
        finally:
            self.taken -= 1
