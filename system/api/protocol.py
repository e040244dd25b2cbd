"""uvicorn's HTTP protocol with deadlines and bounds for what a client may keep waiting or pile up."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from system.api.unread import cut_off, unread_bytes

MAX_HEADER_BYTES = 512 << 10
"""More than is read at once, so that the end of a body in front of a request is not held against it."""
MAX_HEAD_BYTES = 64 << 10
MAX_HEADERS = 200
TOO_LARGE = b"this server takes 200 headers and 64 kB of them\n"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, and how many, clients may keep a server waiting; `idle` are those who do, in turn."""

    header_seconds: float
    body_seconds: float
    unread_seconds: float
    max_connections: int
    idle: dict["PunctualProtocol", None] = field(default_factory=dict)


class PunctualProtocol(HttpToolsProtocol):
    """One connection, with three clocks.

    One runs from its first moment, and from each request's first byte, until the headers are complete: a
    silent or dawdling client is shut out, and so is one whose headers never end. One runs from an answer to
    the end of its request, for which nobody waits. The third runs while more waits to be sent than the
    connection holds: a client that takes nothing of it for `unread_seconds` is cut off, and what it had asked
    for ends. Bodies have a deadline of their own where they are read, idle connections one in uvicorn.
    Where there are too many connections, the one that has been idle for longest makes room.
    """

    _deadline: asyncio.TimerHandle | None = None
    _rest: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _header_bytes = 0
    _head_bytes = 0
    _is_message_open = False
    _unread_bytes = 0

    def __init__(self, *arguments: Any, patience: Patience, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._patience = patience

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_headers()
        if len(self.connections) > self._patience.max_connections:
            longest = next(iter(self._patience.idle))
            del self._patience.idle[longest]
            longest.transport.close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._header_bytes = self._header_bytes + len(data) if self._deadline is not None else 0
        if self._header_bytes > MAX_HEADER_BYTES:
            self._give_up()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_bytes = 0
        self._is_message_open = True
        self._expect_headers()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        self._take_head(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._take_head(name + value)

    def on_headers_complete(self) -> None:
        self._forget_deadline()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_message_open = False
        self._patience.idle.pop(self, None)
        _cancel(self._rest)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:
            self._patience.idle[self] = None
        if self._is_message_open:
            self._rest = self.loop.call_later(self._patience.body_seconds, self._give_up)

    def send_400_response(self, msg: str) -> None:
        if self._head_bytes <= MAX_HEAD_BYTES:
            super().send_400_response(msg)
            return
        length = b"content-length: %d\r\n" % len(TOO_LARGE)
        kind = b"content-type: text/plain; charset=utf-8\r\n"
        self.transport.write(
            b"".join((STATUS_LINE[431], kind, length, b"connection: close\r\n\r\n", TOO_LARGE))
        )
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        _cancel(self._unread)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._patience.idle.pop(self, None)
        self._forget_deadline()
        _cancel(self._rest)
        _cancel(self._unread)
        super().connection_lost(exc)

    def _take_head(self, piece: bytes) -> None:
        """Raises ValueError, which ends the parsing, past what a request's head may hold."""
        self._head_bytes += len(piece)
        if len(self.headers) > MAX_HEADERS:
            self._head_bytes = MAX_HEAD_BYTES + 1
        if self._head_bytes > MAX_HEAD_BYTES:
            raise ValueError("the head of a request is too large")

    def _expect_headers(self) -> None:
        self._forget_deadline()
        self._deadline = self.loop.call_later(self._patience.header_seconds, self._give_up)
        self._patience.idle[self] = None

    def _forget_deadline(self) -> None:
        _cancel(self._deadline)
        self._deadline = None

    def _give_up(self) -> None:
        """Close, unless an earlier request on the connection is still being answered."""
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def _expect_reading(self) -> None:
        self._unread_bytes = unread_bytes(self.transport)
        self._unread = self.loop.call_later(self._patience.unread_seconds, self._judge_reading)

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
        seconds = self._patience.unread_seconds
        facts = {"request_id": request_id, "bytes": self._unread_bytes, "seconds": seconds}
        log.warning("client_does_not_read", extra=facts)
        cut_off(self.transport)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
