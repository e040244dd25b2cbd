"""Keeps one engine running: starts it, notices its end, starts another, ends the last in order."""

import asyncio
import logging
import time
from collections.abc import Callable
from enum import StrEnum

from system.engine.messages import EngineStats, Load, ModelInfo
from system.errors import AssayError, EngineDiedError, UnavailableError
from system.serving.engine_client import EngineClient
from system.serving.engine_process import EngineProcess
from system.serving.pulse import falls_silent
from system.serving.stats import outlived

log = logging.getLogger(__name__)

FIRST_BACKOFF_SECONDS = 0.1
MOST_DOUBLINGS = 8
STABLE_SECONDS = 60.0


class State(StrEnum):
    """What readiness says. Only `ready` answers; `starting`, `restarting` and `swapping` let requests wait.

    `swapping` is a server's alone, between two models that do not fit beside each other.
    """

    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    SWAPPING = "swapping"
    STOPPING = "stopping"
    FAILED = "failed"


TRANSITIONS: dict[State, set[State]] = {
    State.STARTING: {State.READY, State.FAILED, State.STOPPING},
    State.READY: {State.RESTARTING, State.STOPPING},
    State.RESTARTING: {State.READY, State.STOPPING},
    State.STOPPING: {State.RESTARTING},
    State.FAILED: {State.STOPPING},
}


class Supervisor:
    """Owns the engine process of one model. `start` it once; `stop` or `kill` it at the end.

    `on_step` is told each step of loading: `weights`, `self-test`.
    """

    def __init__(
        self,
        load: Load,
        *,
        load_timeout_seconds: float,
        silence_seconds: float,
        on_step: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.load = load
        self.state = State.STARTING
        self.model: ModelInfo | None = None
        self.failure: AssayError | None = None
        self.restarts = 0
        self.started = asyncio.Event()
        """Set when the first load has ended, well or not: `failure` says which."""
        self._load_timeout_seconds = load_timeout_seconds
        self._silence_seconds = silence_seconds
        self._on_step = on_step
        self._clock = clock
        self._engine: EngineProcess | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stopped: asyncio.Task[None] | None = None
        self._past = EngineStats()

    @property
    def pid(self) -> int | None:
        """The engine's process id, while there is one."""
        return self._engine.pid if self._engine is not None else None

    @property
    def stats(self) -> EngineStats:
        """The running engine's gauges (zero while there is none), and the counters of every engine so far."""
        return outlived(self._past, self._engine.client.stats if self._engine is not None else EngineStats())

    def start(self) -> None:
        """Begin to load; returns at once."""
        self._task = asyncio.create_task(self._supervise(), name="supervisor")

    async def ready_engine(self, timeout_seconds: float) -> tuple[EngineClient, ModelInfo]:
        """The engine and its model, waited for while it loads or restarts.

        Raises UnavailableError when it does not come in time, or can't come any more.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                while (engine := self._serving()) is None:
                    if self.state in (State.STOPPING, State.FAILED):
                        raise UnavailableError(f"the server is {self.state}", retry_after_seconds=5)
                    await self._changed.wait()
        except TimeoutError:
            raise UnavailableError(
                f"the model is not loaded: its engine is {self.state} after {timeout_seconds:g} s of waiting",
                retry_after_seconds=5,
            ) from None
        return engine

    def _serving(self) -> tuple[EngineClient, ModelInfo] | None:
        engine = self._engine
        if self.state is not State.READY or engine is None or self.model is None or not engine.client.is_open:
            return None
        return engine.client, self.model

    @property
    def client(self) -> EngineClient | None:
        """The engine that requests run on, while there is one."""
        serving = self._serving()
        return None if serving is None else serving[0]

    @property
    def connected(self) -> EngineClient | None:
        """The engine while it can be spoken to: also one that loads, which answers later, or is leaving."""
        return self._engine.client if self._engine is not None and self._engine.client.is_open else None

    async def unready(self) -> None:
        """Return as soon as it does not answer: its engine has died or hangs, or it is told to stop."""
        while self.state is State.READY:
            await self._changed.wait()

    async def stop(self, grace_seconds: float) -> None:
        """End in order: no new requests, running ones within the grace, caches saved, process gone.

        Whoever calls it again waits for the same end, also where the first has stopped waiting.
        """
        if self._stopped is None:
            self._stopped = asyncio.create_task(self._stop(grace_seconds), name="stop")
        await asyncio.shield(self._stopped)

    def revive(self) -> None:
        """Begin anew after `stop`: what has served is started until it serves again."""
        self._past, self._engine, self._stopped = self.stats, None, None
        self._become(State.RESTARTING)
        self.start()

    async def _stop(self, grace_seconds: float) -> None:
        if self.state is State.STOPPING:
            return
        self._become(State.STOPPING)
        engine = self._engine
        try:
            if engine is not None and engine.model is not None:
                await engine.end(grace_seconds)
                if engine.client.unsaved:
                    log.error("caches_not_saved", extra={"agents": len(engine.client.unsaved)})
        finally:
            await self.kill()

    async def kill(self) -> None:
        """End at once; returns when the process is gone."""
        if self.state is not State.STOPPING:
            self._become(State.STOPPING)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._engine is not None:
            await self._engine.kill()

    async def _supervise(self) -> None:
        failures = 0
        while self.state in (State.STARTING, State.RESTARTING):
            begun = self._clock()
            try:
                await self._run_engine()
            except AssayError as error:
                failures = 1 if self._clock() - begun > STABLE_SECONDS else failures + 1
                self._died(error)
            if self.state is State.RESTARTING:
                wait = FIRST_BACKOFF_SECONDS * 2 ** min(failures - 1, MOST_DOUBLINGS)
                await asyncio.sleep(wait)
                self.restarts += 1
                log.info("engine restarts", extra={"wait_seconds": wait, "restarts": self.restarts})

    async def _run_engine(self) -> None:
        """Start an engine and stay until it dies or hangs; then see that it is gone, and raise why."""
        engine = self._engine = await EngineProcess.spawn()
        engine.client.on_step = self._on_step
        try:
            self.model = await engine.load(self.load, self._load_timeout_seconds)
            self._become(State.READY)
            self.started.set()
            hangs = await falls_silent(engine.client, self._silence_seconds)
            if self.state is State.READY:
                self._become(State.RESTARTING)
            raise EngineDiedError(self._silence if hangs else await engine.ended())
        finally:
            if self.state is not State.STOPPING:
                self._past = outlived(self._past, engine.client.stats)
                self._engine = None
                await engine.kill()

    @property
    def _silence(self) -> str:
        return f"the engine gave no sign of life for {self._silence_seconds:g} s"

    def _died(self, error: AssayError) -> None:
        if self.state is State.STOPPING:
            return
        log.error("engine_died", extra={"state": self.state, "reason": error.message})
        if self.state is State.STARTING:
            self.failure = error
            self._become(State.FAILED)
            self.started.set()

    def _become(self, state: State) -> None:
        if state not in TRANSITIONS[self.state]:
            raise RuntimeError(f"a supervisor can't become {state} after {self.state}")
        log.info("server_state", extra={"before": self.state, "state": state})
        self.state = state
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
