"""The events of one request, as its engine reports them: one stream that every kind of answer reads."""

import asyncio
from collections.abc import Iterable

from system.engine.messages import Accepted, Event, Failed
from system.errors import AssayError, BusyError, RequestError, UnavailableError


class Events:
    """Events in order of arrival, at most `limit` of them unread: whoever puts them sees to that."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._arrived: list[Event] = []
        self._broken: AssayError | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether as many events are unread as may be."""
        return len(self._arrived) >= self._limit

    def put(self, event: Event) -> None:
        """Add what has arrived, and wake who waits for it."""
        self._arrived.append(event)
        self._wake()

    def put_back(self, events: Iterable[Event]) -> None:
        """Give back what was read too early, in front of the rest."""
        self._arrived[:0] = events

    def fail(self, error: AssayError) -> None:
        """No more events will come; what has arrived can still be read, then `error` is raised."""
        self._broken = error
        self._wake()

    async def arrived(self) -> list[Event]:
        """Everything that has arrived since the last call, at least one event.

        Raises the error a Failed event stands for, or EngineDiedError, once what came before it was read.
        """
        while not self._arrived:
            if self._broken is not None:
                raise self._broken
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        events, self._arrived = self._arrived, []
        last = events[-1]
        if isinstance(last, Failed):
            events.pop()
            self._broken = error_of(last)
            if not events:
                raise self._broken
        return events

    async def accepted(self) -> Accepted:
        """The first event, before which nothing is said to the caller. Raises what `arrived` raises."""
        first, *rest = await self.arrived()
        self.put_back(rest)
        if not isinstance(first, Accepted):
            raise AssayError(f"the engine began a request with {type(first).__name__}")
        return first

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def error_of(failed: Failed) -> AssayError:
    """The error that a Failed report stands for, with the status and code the engine gave it."""
    if failed.status == BusyError.status:
        return BusyError(failed.message)
    if failed.status == UnavailableError.status:
        return UnavailableError(failed.message)
    if failed.status < AssayError.status:
        return RequestError(failed.message, param=failed.param, code=failed.code, status=failed.status)
    return AssayError(failed.message, code=failed.code)
