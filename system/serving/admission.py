"""Who gets in: a bounded number of requests at a time, each with an engine that is ready for it."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager

from system.engine.messages import Accepted, Generate, ModelInfo
from system.errors import BusyError, EngineDiedError, NotFoundError
from system.serving.engine_client import EngineClient
from system.serving.events import Events
from system.serving.fleet import Fleet, Seat
from system.serving.names import DEFAULT_ALIAS
from system.serving.summons import Summons

log = logging.getLogger(__name__)

WAIT_SECONDS = 30.0

Draft = Callable[[Seat], Generate]
"""Makes a request for the model that is going to answer it."""


class Place:
    """One request's place: the engine that serves it, and that engine's model."""

    def __init__(self, fleet: Fleet, name: str, seat: Seat) -> None:
        self.seat = seat
        self._fleet = fleet
        self._name = name

    @property
    def engine(self) -> EngineClient:
        return self.seat.engine

    @property
    def model(self) -> ModelInfo:
        return self.seat.model

    @asynccontextmanager
    async def generate(self, draft: Draft, max_unread: int) -> AsyncIterator[tuple[Accepted, Events]]:
        """The request, begun by an engine, and its events, at most `max_unread` of them at a time.

        An engine that dies before it has begun the request leaves it as it was, and the next engine gets it:
        once, because it may be what the engine died of. Leaving before its last event cancels it. Raises what
        `draft` and `Events.arrived` raise, and UnavailableError when no next engine comes in time.
        """
        with ExitStack() as stack:
            order = draft(self.seat)
            try:
                begun = await self._begun(order, max_unread, stack)
            except EngineDiedError:
                log.warning("request_goes_to_next_engine", extra={"completion": order.request_id})
                self.seat = await self._fleet.ready_engine(self._name, WAIT_SECONDS)
                begun = await self._begun(draft(self.seat), max_unread, stack)
            yield begun

    async def _begun(self, order: Generate, max_unread: int, stack: ExitStack) -> tuple[Accepted, Events]:
        events = stack.enter_context(self.engine.generate(order, max_unread))
        return await events.accepted(), events


class Admission:
    """Counts requests in flight: those that decode and those that wait, here or in the engine."""

    def __init__(self, fleet: Fleet, summons: Summons, places: int) -> None:
        self._fleet = fleet
        self._summons = summons
        self._places = places
        self.taken = 0

    @asynccontextmanager
    async def admitted(self, name: str = DEFAULT_ALIAS) -> AsyncIterator[Place]:
        """A place, with an engine that is ready. A request waits in its place for an engine, and for a swap.

        Raises BusyError when every place is taken, UnavailableError when no engine comes in time, and
        NotFoundError when another model than the one of that name is there by then.
        """
        if self.taken >= self._places:
            raise BusyError(f"{self.taken} requests are running or waiting, as many as this server takes")
        self.taken += 1
        try:
            yield Place(self._fleet, name, await self._seat(name))
        finally:
            self.taken -= 1

    async def _seat(self, name: str) -> Seat:
        """An engine for the name: one that was brought for it may be sent away again before it is taken."""
        while True:
            await self._summons.bring(name)
            try:
                return await self._fleet.ready_engine(name, WAIT_SECONDS)
            except NotFoundError:
                if self._fleet.to_be_brought(name) is None:
                    raise
