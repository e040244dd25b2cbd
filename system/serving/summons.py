"""Brings the model that a request names, where the server was told to (`auto_swap`)."""

from system.errors import UnavailableError
from system.serving.fleet import Fleet
from system.serving.swapper import Swapper

RETRY_SECONDS = 5


class Summons:
    """A request that names a known model which does not serve waits here until it does."""

    def __init__(self, fleet: Fleet, swapper: Swapper, load_timeout_seconds: float) -> None:
        self._fleet = fleet
        self._swapper = swapper
        self._load_timeout_seconds = load_timeout_seconds

    async def bring(self, name: str) -> None:
        """Return once the model of that name serves, or where a request can't bring it.

        A swap that runs is waited for. Raises UnavailableError when the model can't be brought.
        """
        while (path := self._fleet.to_be_brought(name)) is not None:
            await self._fleet.serving.supervisor.started.wait()
            swap = self._swapper.running or self._swapper.begin(str(path), "auto", self._load_timeout_seconds)
            await swap.changes(len(swap.states))
            if swap.error is not None and swap.state.wanted == str(path):
                raise UnavailableError(swap.error.message, retry_after_seconds=RETRY_SECONDS)
