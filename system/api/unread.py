"""How much of what was sent to a client it has not taken yet."""

import asyncio
import fcntl
import socket
import struct
import sys
import termios

SO_NWRITE = 0x1024
"""Darwin's <sys/socket.h>: bytes in a socket's send buffer."""
AT_ONCE = struct.pack("ii", 1, 0)


def unread_bytes(transport: asyncio.Transport) -> int:
    """Bytes that wait in the transport and in the kernel; the transport's alone fall in leaps of many kB."""
    return transport.get_write_buffer_size() + _held_by_kernel(transport.get_extra_info("socket"))


def cut_off(transport: asyncio.Transport) -> None:
    """Close at once, with a reset: an orderly end would leave the kernel with what nobody takes."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    transport.abort()


def _held_by_kernel(connection: socket.socket) -> int:
    """Bytes sent and not acknowledged: SIOCOUTQ of Linux' tcp(7), which has TIOCOUTQ's number."""
    if sys.platform == "darwin":
        return connection.getsockopt(socket.SOL_SOCKET, SO_NWRITE)
    held: int = struct.unpack("i", fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4)))[0]
    return held
