"""uvicorn's HTTP protocol with a deadline for headers: a silent or dawdling client is shut out."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 30.0


class PunctualProtocol(HttpToolsProtocol):
    """One connection. The clock runs from its first moment, and from each request's first byte, until its
    headers are complete. Bodies have a deadline of their own where they are read, idle connections one in
    uvicorn.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        self._forget_deadline()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._forget_deadline()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _give_up(self) -> None:
        """Close, unless an earlier request on the connection is still being answered."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
