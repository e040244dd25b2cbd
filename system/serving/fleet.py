"""The models that are loaded: the one that serves, and during a swap the one that comes or goes."""

import asyncio
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import NamedTuple

from system.engine.messages import EngineStats, ModelInfo
from system.errors import NotFoundError, UnavailableError
from system.serving.engine_client import EngineClient
from system.serving.names import DEFAULT_ALIAS, Names
from system.serving.portfolio import Model, SamplingDefaults
from system.serving.stats import outlived, together
from system.serving.supervisor import State, Supervisor


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A model with an engine of its own."""

    model: Model
    defaults: SamplingDefaults
    supervisor: Supervisor


class Seat(NamedTuple):
    """An engine that is ready, its model, and what that model's requests get that name no value."""

    engine: EngineClient
    model: ModelInfo
    defaults: SamplingDefaults


class Fleet:
    """Owns every engine. `serving` is the model that new requests go to, the first of `loaded`."""

    def __init__(self, first: Loaded, names: Names) -> None:
        self.loaded = [first]
        self.names = names
        self.is_stopping = False
        self._open = asyncio.Event()
        self._open.set()
        self._past = EngineStats()
        self._past_restarts = 0

    @property
    def serving(self) -> Loaded:
        """Whoever new requests go to."""
        return self.loaded[0]

    @property
    def state(self) -> State:
        """What readiness says."""
        if self.is_stopping:
            return State.STOPPING
        return self.serving.supervisor.state if self._open.is_set() else State.SWAPPING

    @property
    def stats(self) -> EngineStats:
        """The gauges of every engine that runs, and the counters of every engine so far."""
        running = reduce(together, (each.supervisor.stats for each in self.loaded))
        return outlived(self._past, running)

    @property
    def connected(self) -> list[EngineClient]:
        """Every engine that can be spoken to: during a swap there may be two."""
        return [client for each in self.loaded if (client := each.supervisor.connected)]

    @property
    def restarts(self) -> int:
        """How often an engine was started because one had died."""
        return self._past_restarts + sum(each.supervisor.restarts for each in self.loaded)

    def check_name(self, name: str) -> None:
        """Raises NotFoundError unless a request may name the model so."""
        if not self.serves(name) and self.names.summonable(name) is None:
            raise self._not_served(name)

    def serves(self, name: str) -> bool:
        """Whether the model that serves may be called so; one with two names may be called by either."""
        meant, serving = self.names.meant(name), self.serving.model
        return meant in (serving.id, DEFAULT_ALIAS) or self.names.known.get(meant) == serving.path

    def to_be_brought(self, name: str) -> Path | None:
        """Where the model is that has to serve before a request of this name can be answered."""
        return None if self.is_stopping or self.serves(name) else self.names.summonable(name)

    async def ready_engine(self, name: str, timeout_seconds: float) -> Seat:
        """The engine that serves, waited for while it loads, restarts, or makes room for the next model.

        A swap has deadlines of its own and does not count. Raises UnavailableError when no engine comes in
        time, or can't come any more, and NotFoundError when the one that comes is not of the model named.
        """
        while True:
            await self._open.wait()
            if self.is_stopping:
                raise UnavailableError("the server is stopping", retry_after_seconds=5)
            serving = self.serving
            if not self.serves(name):
                raise self._not_served(name)
            try:
                engine, model = await serving.supervisor.ready_engine(timeout_seconds)
            except UnavailableError:
                if serving is self.serving and self._open.is_set():
                    raise
                continue
            if serving is self.serving and self._open.is_set():
                return Seat(engine, model, serving.defaults)

    def hold(self) -> None:
        """Let requests wait from now on, until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Let those who wait go on, to whoever serves now."""
        self._open.set()

    def add(self, new: Loaded) -> None:
        """Another model begins to load. It does not serve before `switch`."""
        self.loaded.append(new)
        new.supervisor.start()

    def switch(self, to: Loaded) -> None:
        """New requests go to this model from now on."""
        self.loaded.remove(to)
        self.loaded.insert(0, to)
        self.names.known[to.model.id] = to.model.path

    def remove(self, gone: Loaded) -> None:
        """A model whose engine has ended. What it counted stays."""
        self.loaded.remove(gone)
        self._past = outlived(gone.supervisor.stats, self._past)
        self._past_restarts += gone.supervisor.restarts

    async def stop(self, grace_seconds: float) -> None:
        """End every engine in order. Whoever still waits for one is told so."""
        self.is_stopping = True
        self.release()
        await asyncio.gather(*(each.supervisor.stop(grace_seconds) for each in self.loaded))

    async def kill(self) -> None:
        """End every engine at once; returns when the processes are gone."""
        self.is_stopping = True
        self.release()
        await asyncio.gather(*(each.supervisor.kill() for each in self.loaded))

    def _not_served(self, name: str) -> NotFoundError:
        return NotFoundError(
            f"the model {name!r} is not served here: name {self.serving.model.id!r} or {DEFAULT_ALIAS!r}",
            param="model",
            code="model_not_found",
        )
