"""The socket to the server: framed messages in, framed messages out."""

import contextlib
import socket
import threading
from pathlib import Path

from system.engine.messages import LENGTH_BYTES, MAX_MESSAGE_BYTES, Command, Message, decode_command, frame


class Channel:
    """A connected Unix-domain socket. Any thread may send; one thread receives."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._reader = connected.makefile("rb", buffering=1 << 16)
        self._sending = threading.Lock()

    @classmethod
    def connect(cls, path: Path) -> "Channel":
        """Raises OSError when nobody listens at `path`."""
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.connect(str(path))
        return cls(connected)

    def send(self, message: Message) -> None:
        """Raises OSError once the server is gone."""
        data = frame(message)
        with self._sending:
            self._socket.sendall(data)

    def receive(self) -> Command | None:
        """The next command, or None once the server has closed its end (or died, even in mid-message).

        Raises msgspec.ValidationError on a command nobody knows, ValueError on an absurd length.
        """
        header = self._read(LENGTH_BYTES)
        if header is None:
            return None
        length = int.from_bytes(header, "big")
        if length > MAX_MESSAGE_BYTES:
            raise ValueError(f"a command of {length} bytes, more than {MAX_MESSAGE_BYTES}")
        body = self._read(length)
        return None if body is None else decode_command(body)

    def close(self) -> None:
        """End the connection; whoever waits in `receive` gets None (closing the reader would wait)."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _read(self, length: int) -> bytes | None:
        try:
            data = self._reader.read(length)
        except ConnectionError:
            return None
        return data if len(data) == length else None
