"""The server's end of one engine's socket: frames in and out, each request's events to who waits for them."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

import msgspec

from system.engine.messages import (
    LENGTH_BYTES,
    MAX_MESSAGE_BYTES,
    AgentCache,
    AgentList,
    Cancel,
    CheckIntegrity,
    CountTokens,
    DeleteAgent,
    Done,
    EngineStats,
    Failed,
    FlushAgent,
    Generate,
    Goodbye,
    Integrity,
    ListAgents,
    LoadFailed,
    Loading,
    Message,
    PlaceCache,
    Pong,
    Ready,
    Report,
    Steps,
    TokenCount,
    decode_report,
    frame,
)
from system.errors import AssayError, BehindError, EngineDiedError, UnavailableError
from system.serving.events import Events, error_of

log = logging.getLogger(__name__)

Call = ListAgents | DeleteAgent | FlushAgent | PlaceCache | CheckIntegrity | CountTokens
Answer = TypeVar("Answer", AgentList, AgentCache, Integrity, TokenCount)

CALL_SECONDS = 60.0


class EngineClient(asyncio.Protocol):
    """Speaks to one engine. Everything runs on the event loop's thread; nothing here blocks it."""

    def __init__(self) -> None:
        self.stats = EngineStats()
        self.unsaved: list[str] = []
        self.signs_of_life = 0
        self.on_step: Callable[[str], None] | None = None
        self.connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.loaded: asyncio.Future[Ready | LoadFailed] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._requests: dict[str, Events] = {}
        self._calls: dict[str, asyncio.Future[AgentList | AgentCache | Integrity | TokenCount]] = {}
        self._ended = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether the engine can be spoken to. It closes before its process is known to have ended."""
        return self._transport is not None and not self._transport.is_closing()

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)
        if self._transport is not None:
            transport.abort()
            return
        self._transport = transport
        self.connected.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        try:
            while (body := self._next_frame()) is not None:
                self._receive(decode_report(body))
        except (msgspec.DecodeError, OverflowError):
            log.exception("engine_protocol_broken")
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(None)
        self.fail_all(EngineDiedError("the engine process ended while the request ran"))

    # Commands

    def send(self, command: Message) -> None:
        """Queue a command. Raises UnavailableError once the engine is gone."""
        if self._transport is None or not self.is_open:
            raise UnavailableError("the engine is not running")
        self._transport.write(frame(command))

    @contextmanager
    def generate(self, command: Generate, max_unread: int) -> Iterator[Events]:
        """The events of one request. Leaving before its last event cancels it.

        So does not reading them: past `max_unread` of them they end with BehindError. Raises UnavailableError
        once the engine is gone.
        """
        self.send(command)
        events = self._requests[command.request_id] = Events(max_unread)
        try:
            yield events
        finally:
            if self._forget(command.request_id) is not None and self.is_open:
                self.send(Cancel(command.request_id))

    async def call(
        self, command: Call, answer: type[Answer], timeout_seconds: float = CALL_SECONDS
    ) -> Answer:
        """What the engine answers a call. Raises its error, or UnavailableError past the deadline."""
        self.send(command)
        waiter = asyncio.get_running_loop().create_future()
        self._calls[command.call_id] = waiter
        try:
            async with asyncio.timeout(timeout_seconds):
                report = await waiter
        except TimeoutError:
            raise UnavailableError(f"the engine did not answer within {timeout_seconds:g} s") from None
        finally:
            self._calls.pop(command.call_id, None)
            self._ended.set()
        if not isinstance(report, answer):
            raise AssayError(f"the engine answered {type(command).__name__} with {type(report).__name__}")
        return report

    async def idle(self) -> None:
        """Return once nobody waits for anything of this engine."""
        while self._requests or self._calls:
            self._ended.clear()
            await self._ended.wait()

    def fail_all(self, error: EngineDiedError | UnavailableError) -> None:
        """End every request and call that still waits with `error`."""
        requests, self._requests = self._requests, {}
        for events in requests.values():
            events.fail(error)
        for waiter in self._calls.values():
            if not waiter.done():
                waiter.set_exception(error)
        self._ended.set()

    def abort(self) -> None:
        """Close the socket at once. The engine takes that for the server's death: it saves and leaves."""
        if self._transport is not None:
            self._transport.abort()

    # Reports

    def _next_frame(self) -> bytes | None:
        """The next complete message in the buffer, taken out of it."""
        if len(self._buffer) < LENGTH_BYTES:
            return None
        length = int.from_bytes(self._buffer[:LENGTH_BYTES], "big")
        if length > MAX_MESSAGE_BYTES:
            raise OverflowError(f"a message of {length} bytes")
        end = LENGTH_BYTES + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[LENGTH_BYTES:end])
        del self._buffer[:end]
        return body

    def _receive(self, report: Report) -> None:
        match report:
            case Steps():
                self._step(report)
            case AgentList() | AgentCache() | Integrity() | TokenCount():
                waiter = self._calls.get(report.call_id)
                if waiter is not None and not waiter.done():
                    waiter.set_result(report)
            case Failed():
                self._fail(report)
            case Loading():
                self._note_step(report.step)
            case Ready() | LoadFailed():
                if not self.loaded.done():
                    self.loaded.set_result(report)
            case Pong():
                self.signs_of_life += 1
            case Goodbye():
                self.unsaved = report.unsaved
                self.abort()

    def _note_step(self, step: str) -> None:
        log.info("engine_loading", extra={"step": step})
        if self.on_step is not None:
            self.on_step(step)

    def _step(self, report: Steps) -> None:
        self.stats = report.stats
        for event in report.events:
            events = self._requests.get(event.request_id)
            if events is None:
                continue
            events.put(event)
            if isinstance(event, Done | Failed):
                self._forget(event.request_id)
            elif events.is_full:
                self._give_up(event.request_id)

    def _give_up(self, request_id: str) -> None:
        """Nobody reads what the engine has to say to this request."""
        log.warning("reader_too_far_behind", extra={"completion": request_id})
        events = self._forget(request_id)
        if events is not None:
            events.fail(BehindError("the stream was not read as fast as it was written"))
        self.send(Cancel(request_id))

    def _forget(self, request_id: str) -> Events | None:
        """Nothing more is expected of this request."""
        self._ended.set()
        return self._requests.pop(request_id, None)

    def _fail(self, failed: Failed) -> None:
        """A failure outside a step: of a call, or of a request that never got as far as one."""
        waiter = self._calls.get(failed.request_id)
        if waiter is not None and not waiter.done():
            waiter.set_exception(error_of(failed))
        events = self._forget(failed.request_id)
        if events is not None:
            events.put(failed)
