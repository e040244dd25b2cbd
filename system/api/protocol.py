"""uvicorn's HTTP protocol with deadlines and bounds for what a client may keep waiting or pile up."""

import asyncio
import logging
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from system.api.unread import cut_off, unread_bytes

HEADER_SECONDS = 30.0
MAX_HEADER_BYTES = 512 << 10
"""More than is read at once, so that the end of a body in front of a request is not held against it."""

log = logging.getLogger(__name__)


class PunctualProtocol(HttpToolsProtocol):
    """One connection, with two clocks.

    One runs from its first moment, and from each request's first byte, until the headers are complete: a
    silent or dawdling client is shut out, and so is one whose headers never end. The other runs while more
    waits to be sent than the connection holds: a client that takes nothing of it for `unread_seconds` is cut
    off, and what it had asked for ends. Bodies have a deadline of their own where they are read, idle
    connections one in uvicorn.
    """

    _deadline: asyncio.TimerHandle | None = None
    _patience: asyncio.TimerHandle | None = None
    _header_bytes = 0
    _unread_bytes = 0

    def __init__(self, *arguments: Any, unread_seconds: float, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._unread_seconds = unread_seconds

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._header_bytes = self._header_bytes + len(data) if self._deadline is not None else 0
        if self._header_bytes > MAX_HEADER_BYTES:
            self._give_up()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_headers()

    def on_headers_complete(self) -> None:
        self._forget_deadline()
        super().on_headers_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        self._forget_patience()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_deadline()
        self._forget_patience()
        super().connection_lost(exc)

    def _expect_headers(self) -> None:
        self._forget_deadline()
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        """Close, unless an earlier request on the connection is still being answered."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def _expect_reading(self) -> None:
        self._unread_bytes = unread_bytes(self.transport)
        self._patience = self.loop.call_later(self._unread_seconds, self._judge_reading)

    def _forget_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _judge_reading(self) -> None:
        if unread_bytes(self.transport) < self._unread_bytes:
            self._expect_reading()
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        exchange = self.cycle.scope["state"].get("exchange")
        if exchange is not None and not self.cycle.response_complete:
            exchange.outcome = "stalled"
        request_id = None if exchange is None else exchange.request_id
        facts = {"request_id": request_id, "bytes": self._unread_bytes, "seconds": self._unread_seconds}
        log.warning("client_does_not_read", extra=facts)
        cut_off(self.transport)
