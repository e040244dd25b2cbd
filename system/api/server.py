"""The HTTP server: uvicorn on a socket of ours, which a signal ends in order."""

import asyncio
import errno
import resource
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import ceil

import uvicorn
from starlette.types import ASGIApp

from system.api.protocol import Patience, PunctualProtocol
from system.api.service import Service
from system.errors import AssayError
from system.serving.supervisor import Supervisor
from system.settings import Settings

BACKLOG = 2048
SEND_BUFFER_BYTES = 128 << 10
"""What the kernel holds for a client that reads slowly. Left to itself it takes megabytes."""
OTHER_FILES = 512
"""Descriptors for all that is no connection."""
CLOSE_SECONDS = 5


class HttpServer(uvicorn.Server):
    """Answers from the moment it runs, so that health can say `starting`.

    The first SIGTERM or SIGINT lets running requests finish and the engine save and leave while health says
    `stopping` and new requests get 503; only then the port is closed. A second one ends everything at once.
    """

    def __init__(self, app: ASGIApp, service: Service, listener: socket.socket) -> None:
        settings = service.settings
        patience = Patience(
            settings.header_seconds, settings.body_seconds, settings.unread_seconds, settings.max_connections
        )
        super().__init__(
            uvicorn.Config(
                app,
                http=partial(PunctualProtocol, patience=patience),  # type: ignore[arg-type]
                backlog=BACKLOG,
                timeout_keep_alive=ceil(settings.idle_seconds),
                timeout_graceful_shutdown=CLOSE_SECONDS,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
            )
        )
        self.stopped_by: signal.Signals | None = None
        self._listener = listener
        self._service = service
        self._listening = asyncio.Event()
        self._stopping: asyncio.Task[None] | None = None

    async def run_until_stopped(self, on_ready: Callable[[str], None]) -> None:
        """Serve; `on_ready` gets the URL once the model is loaded. Raises what kept it from loading."""
        fleet = self._service.fleet
        first = fleet.serving.supervisor
        first.start()
        announcing = asyncio.create_task(self._announce(first, on_ready))
        try:
            await self.serve(sockets=[self._listener])
        finally:
            announcing.cancel()
            await self._service.swapper.stop()
            await fleet.kill()
        if first.failure is not None:
            raise first.failure

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own handlers end the process by the signal; ours end it with an exit code, in order."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal, number)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)

    def _on_signal(self, number: signal.Signals) -> None:
        if self._stopping is None:
            self.stopped_by = number
            self._stopping = asyncio.create_task(self._stop())
        else:
            self.force_exit = self.should_exit = True

    async def _stop(self) -> None:
        await self._service.swapper.stop()
        await self._service.fleet.stop(self._service.settings.grace_seconds)
        self.should_exit = True

    async def _announce(self, first: Supervisor, on_ready: Callable[[str], None]) -> None:
        await self._listening.wait()
        await first.started.wait()
        if first.failure is None:
            on_ready(_url(self._service.settings.host, self._listener))
        else:
            self.should_exit = True


def listen(settings: Settings) -> socket.socket:
    """A bound socket, which accepts nothing yet. Raises AssayError that says what to do."""
    host, port = settings.host, settings.port
    _allow_files(settings.max_connections + OTHER_FILES)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AssayError(f"{host} is no address to listen on: {error.strerror}") from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise AssayError(_why_not(host, port, error)) from error
    return listener


def _allow_files(count: int) -> None:
    """Let this process have so many open files, or as many as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < count:
        wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is in use: choose another with --port, or 0 for one that is free"
    if error.errno == errno.EACCES:
        return f"port {port} needs rights this process does not have: choose one above 1023 with --port"
    return f"can't listen on {host} port {port}: {error.strerror}"


def _url(host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"
