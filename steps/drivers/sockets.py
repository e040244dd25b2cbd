"""Clients on a bare socket, for what no HTTP library would do: not reading, and speaking nonsense."""

import contextlib
import itertools
import json
import select
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from steps.drivers.client import CHAT
from steps.drivers.deadlines import ANSWER_SECONDS, DeadlineError

HEADERS = {"Host": "localhost", "Connection": "close", "Content-Type": "application/json"}
RECEIVED_BYTES = 32 << 10
SIP_BYTES = 64 << 10
MILLISECONDS = 1000


class BareClient:
    """One connection to a server."""

    def __init__(self, url: str) -> None:
        """Connect; little is received ahead of who reads, so that the server notices when nobody does."""
        at = urlsplit(url)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED_BYTES)
        self._socket.settimeout(ANSWER_SECONDS)
        self._read: list[bytes] = []
        self._socket.connect((at.hostname, at.port))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def ask(self, body: Mapping[str, Any]) -> None:
        """Send a chat request, and read nothing."""
        content = json.dumps(body).encode()
        headers = {**HEADERS, "Content-Length": len(content)}
        lines = [f"POST {CHAT} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode() + content)

    def send(self, content: bytes) -> None:
        self._socket.sendall(content)

    def send_on(self, content: bytes, times: int) -> int:
        """Send the same again and again, until the server cuts it off; how many bytes it took before."""
        sent = 0
        with contextlib.suppress(ConnectionError):
            for _ in range(times):
                self._socket.sendall(content)
                sent += len(content)
        return sent

    def drip(self, content: bytes, every_seconds: float, most_seconds: float) -> float:
        """Send one byte after the other, at the client's own pace, until the server cuts it off; seconds."""
        began = time.monotonic()
        watch = select.poll()
        watch.register(self._socket, select.POLLRDHUP)
        with contextlib.suppress(ConnectionError):
            for byte in itertools.cycle(content):
                self._socket.sendall(bytes([byte]))
                if watch.poll(every_seconds * MILLISECONDS) or time.monotonic() > began + most_seconds:
                    break
        return time.monotonic() - began

    def close_half(self) -> None:
        """Nothing more is going to be sent."""
        self._socket.shutdown(socket.SHUT_WR)

    @property
    def port(self) -> int:
        """This end's port, by which the server's sockets can be told apart."""
        port: int = self._socket.getsockname()[1]
        return port

    def sip(self, times: int) -> None:
        """Read a little, so many times, once a second: the client's own pace, which waits for nothing."""
        for _ in range(times):
            self._read.append(self._receive())
            threading.Event().wait(1.0)

    def read(self) -> bytes:
        """Everything until the server ends the connection."""
        while data := self._receive():
            self._read.append(data)
        return b"".join(self._read)

    def _receive(self) -> bytes:
        try:
            return self._socket.recv(SIP_BYTES)
        except ConnectionResetError:
            raise AssertionError("The server cut the connection off") from None

    def wait_until_hung_up(self, seconds: float) -> None:
        """Without reading: the server has cut the connection. Raises DeadlineError."""
        watch = select.poll()
        watch.register(self._socket, 0)
        if not watch.poll(seconds * MILLISECONDS):
            raise DeadlineError(f"Waited {seconds:g} s for the server to hang up")


def last_event(read: bytes) -> str:
    """The data of the last server-sent event in what was read, chunk sizes and all."""
    return read.decode().rpartition("data: ")[2].partition("\n\n")[0]


def half_close_on_each(url: str, content: bytes, count: int) -> list[int]:
    """The same bytes on many connections, each closed in one direction and read to its end; their ports."""
    ports = []
    for _ in range(count):
        with BareClient(url) as client:
            client.send(content)
            client.close_half()
            ports.append(client.port)
            client.read()
    return ports


def open_many(url: str, count: int, stack: contextlib.ExitStack) -> None:
    """So many connections that say nothing, until the stack is closed."""
    for _ in range(count):
        stack.enter_context(BareClient(url))


def with_headers(count: int, size: int) -> bytes:
    """A request with so many headers more than it needs, of so many bytes each."""
    headers = b"".join(b"x-%d: %s\r\n" % (number, size * b"y") for number in range(count))
    return b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + b"\r\n"


def send_on_each(url: str, content: bytes, count: int) -> list[int]:
    """The same bytes on many connections, each read to its end; their ports."""
    ports = []
    for _ in range(count):
        with BareClient(url) as client:
            client.send(content)
            ports.append(client.port)
            client.read()
    return ports
