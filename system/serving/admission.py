"""Who gets in: a bounded number of requests at a time, each with an engine that is ready for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from system.engine.messages import ModelInfo
from system.errors import BusyError
from system.serving.engine_client import EngineClient
from system.serving.supervisor import Supervisor

WAIT_SECONDS = 30.0


class Admission:
    """Counts requests in flight: those that decode and those that wait, here or in the engine."""

    def __init__(self, supervisor: Supervisor, places: int) -> None:
        self._supervisor = supervisor
        self._places = places
        self.taken = 0

    @asynccontextmanager
    async def admitted(self) -> AsyncIterator[tuple[EngineClient, ModelInfo]]:
        """A place, the engine to use, and its model. A request waits in its place while the engine restarts.

        Raises BusyError when every place is taken, UnavailableError when no engine comes in time.
        """
        if self.taken >= self._places:
            raise BusyError(f"{self.taken} requests are running or waiting, as many as this server takes")
        self.taken += 1
        try:
            yield await self._supervisor.ready_engine(WAIT_SECONDS)
        finally:
            self.taken -= 1
