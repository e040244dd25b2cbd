"""The one client of every HTTP measurement, light enough not to be what is measured.

A process of its own: `python -m system.bench.client` reads one `Load` a line and answers with what it `Seen`.
While a load runs it only stamps bytes with the time they came; they are read afterwards, in `wire`.
"""

import asyncio
import sys
import time

import msgspec

from system.bench.wire import Request, Stamped, Stream, read_stream, request_bytes


class Load(msgspec.Struct, frozen=True):
    """Requests that start together. `connect_first`: all connections are open before the barrier."""

    port: int
    requests: list[Request]
    connect_first: bool = True
    timeout_seconds: float = 120.0


class Seen(msgspec.Struct, frozen=True):
    """What became of a load: seconds from the barrier to its last byte, and the client's processor time."""

    streams: list[Stream]
    wall_seconds: float
    cpu_seconds: float


class _Exchange(asyncio.Protocol):
    """One request on a connection of its own: bytes out, stamped bytes in, until the server closes."""

    def __init__(self, request: Request, port: int) -> None:
        self.reads: list[Stamped] = []
        self.sent = 0.0
        self.lost = ""
        self.after_reads = request.after_reads
        self._port = port
        self._wire = request_bytes(request, port)
        self._transport: asyncio.Transport | None = None
        self._closed = asyncio.Event()
        self._reads_wanted = 0
        self._enough = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.reads.append((time.perf_counter(), data))
        if len(self.reads) == self._reads_wanted:
            self._enough.set()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None:
            self.lost = self.lost or type(exc).__name__
        self._closed.set()
        self._enough.set()

    async def reads_reach(self, count: int) -> None:
        """Returns once `count` reads have come, or no more will."""
        self._reads_wanted = count
        await self._enough.wait()

    async def connect(self) -> None:
        """Opens the connection; a failure is kept in `lost`."""
        loop = asyncio.get_running_loop()
        try:
            self._transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        except OSError as error:
            self.lost = type(error).__name__

    async def go(self, timeout_seconds: float) -> None:
        """Sends, and returns when the server has closed or the time is over."""
        self.sent = time.perf_counter()
        try:
            async with asyncio.timeout(timeout_seconds):
                if self._transport is None and not self.lost:
                    await self.connect()
                if self._transport is not None:
                    self._transport.write(self._wire)
                    await self._closed.wait()
        except TimeoutError:
            self.lost = "timed out"
        if self._transport is not None:
            self._transport.abort()

    def stream(self, barrier: float) -> Stream:
        reads = [(moment - barrier, data) for moment, data in self.reads]
        return read_stream(reads, sent=self.sent - barrier, lost=self.lost)


async def run(load: Load) -> Seen:
    """Puts the load on and reads every answer to its end."""
    exchanges = [_Exchange(request, load.port) for request in load.requests]
    if load.connect_first:
        for exchange in exchanges:
            await exchange.connect()
    barrier, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        for exchange in exchanges:
            group.create_task(_start(exchange, exchanges[0], load.timeout_seconds))
    spent = time.process_time() - cpu
    streams = [exchange.stream(barrier) for exchange in exchanges]
    return Seen(streams, max(stream.last for stream in streams), spent)


async def _start(exchange: _Exchange, leader: _Exchange, timeout_seconds: float) -> None:
    if exchange.after_reads:
        await leader.reads_reach(exchange.after_reads)
    await exchange.go(timeout_seconds)


def main() -> None:
    """Answers loads until the input ends."""
    for line in sys.stdin:
        seen = asyncio.run(run(msgspec.json.decode(line, type=Load)))
        sys.stdout.buffer.write(msgspec.json.encode(seen) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
