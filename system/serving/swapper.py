"""Swaps the model that serves: the next one is there and has been tested before anybody depends on it."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from system.errors import AssayError, EngineDiedError, ModelError, RequestError, UnavailableError
from system.serving.fitness import Candidate, is_copy
from system.serving.fleet import Fleet, Loaded
from system.serving.supervisor import State
from system.serving.swap import Mode, Phase, Swap, SwapState, WantedMode

log = logging.getLogger(__name__)

RETURN_SECONDS = 300.0
"""How long a swap that has failed waits for the model to serve again that it had sent away."""

Build = Callable[[Candidate, float, Callable[[str], None]], Loaded]
"""Makes a model's supervisor, from what is known of it, a load's time-out and whom to tell each step."""

Examine = Callable[[str], Candidate]
"""Finds a model by its name or path and looks at its files. Raises ModelError where it can't serve here."""

CONFLICT = 409


class Swapper:
    """One swap at a time. Whatever fails, somebody serves: the model before, until the next one does.

    `drain_seconds` bound the answers of a model that serves no more; then they end with an error.
    """

    def __init__(self, fleet: Fleet, examine: Examine, build: Build, drain_seconds: float) -> None:
        self._fleet = fleet
        self._examine = examine
        self._build = build
        self._drain_seconds = drain_seconds
        self._swap: Swap | None = None
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()

    @property
    def state(self) -> SwapState:
        """The swap that runs, or the last one that did."""
        return SwapState(phase=Phase.IDLE) if self._swap is None else self._swap.state

    @property
    def is_running(self) -> bool:
        return self._swap is not None and not self._swap.has_ended

    @property
    def running(self) -> Swap | None:
        """The swap that runs, while one does."""
        return self._swap if self.is_running else None

    async def current(self) -> Swap | None:
        """The swap that runs; where none does the next one that is begun; None once the server stops."""
        while not self.is_running:
            if self._fleet.is_stopping:
                return None
            await self._begun.wait()
        return self._swap

    def begin(self, wanted: str, mode: WantedMode, timeout_seconds: float) -> Swap:
        """Begin to swap to a known model, or to the model at a path; returns at once.

        `timeout_seconds` bound the load, and with `drain_first` the answers that must end before it.
        Raises RequestError (409) while another swap runs, UnavailableError while the server starts or stops.
        """
        if self._fleet.is_stopping:
            raise _stopping()
        if not self._fleet.serving.supervisor.started.is_set():
            raise UnavailableError("the server is starting: its first model is not loaded yet")
        if self.is_running:
            running = self.state
            raise RequestError(
                f"a swap to {running.wanted} is running ({running.phase}): wait until it has ended",
                code="swap_in_progress",
                status=CONFLICT,
            )
        swap = self._swap = Swap(wanted, self._fleet.serving.model.id)
        self._enter(swap, Phase.CHECKING)
        self._task = asyncio.create_task(self._run(swap, mode, timeout_seconds), name="swap")
        self._wake()
        return swap

    async def stop(self) -> None:
        """The server stops: a swap that runs has failed, and who waits for one to begin is told."""
        self._fleet.is_stopping = True
        self._wake()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        if self._swap is not None and self.is_running:  # it was cancelled before it had run at all
            self._fail(self._swap, _stopping())

    def _wake(self) -> None:
        begun, self._begun = self._begun, asyncio.Event()
        begun.set()

    async def _run(self, swap: Swap, mode: WantedMode, timeout_seconds: float) -> None:
        try:
            await self._swap_to(swap, mode, timeout_seconds)
            self._enter(swap, Phase.DONE)
        except asyncio.CancelledError:
            self._fail(swap, _stopping())
        except AssayError as error:
            self._fail(swap, error)
        except Exception:
            log.exception("swap_failed_unexpectedly")
            self._fail(swap, AssayError("an unexpected error; the log says more"))

    def _fail(self, swap: Swap, error: AssayError) -> None:
        swap.fail(error)
        log.error("swap_failed", extra={"step": swap.state.step, "reason": error.message})

    def _enter(self, swap: Swap, phase: Phase, **facts: Any) -> None:
        swap.enter(phase, **facts)
        log.info("swap", extra={"phase": phase, "model": swap.state.model or swap.state.wanted})

    async def _swap_to(self, swap: Swap, wanted_mode: WantedMode, timeout_seconds: float) -> None:
        candidate = await asyncio.to_thread(self._examine, str(swap.state.wanted))
        old = self._fleet.serving
        swap.note(model=candidate.model.id)
        if candidate.model.path == old.model.path:
            return
        mode = await asyncio.to_thread(_mode, wanted_mode, old, candidate)
        swap.note(mode=mode)

        def on_step(step: str) -> None:
            if step == "self-test" and swap.state.phase is Phase.LOADING:
                self._enter(swap, Phase.SELF_TESTING)

        new = self._build(candidate, timeout_seconds, on_step)
        if mode == "side_by_side":
            await self._side_by_side(swap, old, new, timeout_seconds)
        else:
            await self._drain_first(swap, old, new, timeout_seconds)

    async def _side_by_side(self, swap: Swap, old: Loaded, new: Loaded, timeout_seconds: float) -> None:
        await self._load(swap, new, timeout_seconds)
        self._enter(swap, Phase.SWITCHING, changed=True)
        self._fleet.switch(new)
        self._enter(swap, Phase.DRAINING)
        running = old.supervisor.client
        if not await self._drained(old, new, self._drain_seconds):
            swap.note(warning=f"answers of {old.model.id} were ended after {self._drain_seconds:g} s")
        if new.supervisor.state is not State.READY:
            self._fleet.switch(old)
            await self._drop(new)
            raise EngineDiedError(f"the engine of {new.model.id} ended while {old.model.id} was draining")
        if running is not None and not running.is_open:
            swap.note(warning=f"the engine of {old.model.id} ended while it was draining")
        self._enter(swap, Phase.SAVING)
        await old.supervisor.stop(0.0)
        self._fleet.remove(old)

    async def _drain_first(self, swap: Swap, old: Loaded, new: Loaded, timeout_seconds: float) -> None:
        self._fleet.hold()
        try:
            self._enter(swap, Phase.DRAINING)
            running = old.supervisor.client
            if not await self._drained(old, None, timeout_seconds):
                raise AssayError(f"answers of {old.model.id} were still running after {timeout_seconds:g} s")
            if running is not None and not running.is_open:
                raise EngineDiedError(f"the engine of {old.model.id} ended while it was draining")
            self._enter(swap, Phase.SAVING)
            await old.supervisor.stop(0.0)
            try:
                await self._load(swap, new, timeout_seconds)
            except Exception:
                await self._bring_back(swap, old)
                raise
            self._enter(swap, Phase.SWITCHING, changed=True)
            self._fleet.switch(new)
            self._fleet.remove(old)
        finally:
            self._fleet.release()

    async def _load(self, swap: Swap, new: Loaded, timeout_seconds: float) -> None:
        """Raises what kept it from being loaded; then nothing of it is left."""
        self._enter(swap, Phase.LOADING)
        self._fleet.add(new)
        try:
            async with asyncio.timeout(timeout_seconds):
                await new.supervisor.started.wait()
            if new.supervisor.failure is not None:
                raise new.supervisor.failure
        except TimeoutError:
            await self._drop(new)
            raise EngineDiedError(f"{new.model.id} was not loaded within {timeout_seconds:g} s") from None
        except AssayError:
            await self._drop(new)
            raise

    async def _bring_back(self, swap: Swap, old: Loaded) -> None:
        """Let the model serve again that had left; it is started over and over until it does."""
        old.supervisor.revive()
        try:
            await old.supervisor.ready_engine(RETURN_SECONDS)
        except UnavailableError as error:
            swap.note(warning=f"{old.model.id} is not back yet: {error.message}")

    async def _drop(self, new: Loaded) -> None:
        """End an engine that nobody may depend on."""
        await new.supervisor.kill()
        self._fleet.remove(new)

    async def _drained(self, old: Loaded, new: Loaded | None, seconds: float) -> bool:
        """Whether everything that the old engine has begun ended in time; at once where the new one dies."""
        running = old.supervisor.client
        if running is None:
            return True
        waits = {asyncio.ensure_future(running.idle())}
        if new is not None:
            waits.add(asyncio.ensure_future(new.supervisor.unready()))
        try:
            ended, _ = await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()
        return bool(ended)


def _mode(wanted: WantedMode, old: Loaded, candidate: Candidate) -> Mode:
    """How the next one comes. Raises ModelError where it can't come so; reads files."""
    if is_copy(old.model.path, candidate.model.path):
        if wanted == "side_by_side":
            raise ModelError(
                f"{candidate.model.id} is a copy of {old.model.id}, and no two engines can keep the same "
                "caches: swap with drain_first",
                step="home",
            )
        return "drain_first"
    return candidate.way if wanted == "auto" else wanted


def _stopping() -> UnavailableError:
    return UnavailableError("the server is stopping", retry_after_seconds=5)
