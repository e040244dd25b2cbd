"""One swap as it is told: its phases, when each began, and how it ended."""

import asyncio
import time
from enum import StrEnum
from typing import Literal

import msgspec

from system.errors import AssayError, EngineDiedError, ModelError, SwapError

Mode = Literal["side_by_side", "drain_first"]
WantedMode = Literal["auto", "side_by_side", "drain_first"]

NO_SUCH_MODEL = 404
UNFIT_MODEL = 422


class Phase(StrEnum):
    """Where a swap is. `idle`: there has been none. The order of the others depends on the mode."""

    IDLE = "idle"
    CHECKING = "checking"
    LOADING = "loading"
    SELF_TESTING = "self-testing"
    SWITCHING = "switching"
    DRAINING = "draining"
    SAVING = "saving"
    DONE = "done"
    FAILED = "failed"


LAST = (Phase.DONE, Phase.FAILED)


class SwapState(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a swap at one moment.

    `wanted` is what was asked for, `previous` the id of the model before, and `model` the next one's id, once
    its files are known. `seconds` says how long each phase that has ended took, `total_seconds` all of them.
    `changed` is true once the next model serves. `step` and `reason` say which phase failed and why;
    `warning` what went wrong without keeping the next model from serving.
    """

    phase: Phase
    wanted: str | None = None
    previous: str | None = None
    model: str | None = None
    mode: Mode | None = None
    changed: bool = False
    seconds: dict[str, float] = {}
    total_seconds: float = 0.0
    step: Phase | None = None
    reason: str | None = None
    warning: str | None = None


class Swap:
    """One swap, which is watched while it runs. `states` are all that were told, the last one is now."""

    def __init__(self, wanted: str, previous: str) -> None:
        self.states: list[SwapState] = []
        self.error: SwapError | None = None
        self._now = SwapState(phase=Phase.IDLE, wanted=wanted, previous=previous)
        self._started = self._entered = time.monotonic()
        self._changed = asyncio.Event()

    @property
    def state(self) -> SwapState:
        return self.states[-1]

    @property
    def has_ended(self) -> bool:
        return bool(self.states) and self.state.phase in LAST

    def note(self, **facts: str | bool) -> None:
        """Something that the next state tells as well."""
        self._now = msgspec.structs.replace(self._now, **facts)

    def enter(self, phase: Phase, **facts: str | bool) -> None:
        """The next phase begins."""
        now, before = time.monotonic(), self._now
        ended = {} if before.phase is Phase.IDLE else {before.phase: round(now - self._entered, 6)}
        self._entered = now
        self._now = msgspec.structs.replace(
            before,
            phase=phase,
            seconds={**before.seconds, **ended},
            total_seconds=round(now - self._started, 6),
            **facts,
        )
        self.states.append(self._now)
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    def fail(self, error: AssayError) -> None:
        """The phase of the moment has failed."""
        step = self._now.phase
        self.error = SwapError(
            f"the swap to {self._now.wanted} failed while {step}: {error.message}",
            step=step,
            status=_status(error),
        )
        self.enter(Phase.FAILED, step=step, reason=error.message, changed=False)

    async def changes(self, seen: int) -> None:
        """Return once more than `seen` states have been told."""
        while len(self.states) <= seen:
            await self._changed.wait()

    async def outcome(self) -> SwapState:
        """The last state. Raises SwapError with the step that failed."""
        while not self.has_ended:
            await self._changed.wait()
        if self.error is not None:
            raise self.error
        return self.state


def _status(error: AssayError) -> int:
    if isinstance(error, ModelError):
        return NO_SUCH_MODEL if error.step == "find" else UNFIT_MODEL
    if isinstance(error, EngineDiedError):
        return AssayError.status
    return error.status
