"""Memory that goes wrong under a process, as failing hardware has it: written from outside, on Linux only."""

import contextlib
import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil

from steps.drivers.damage import NotPossibleError
from steps.drivers.deadlines import until

BETWEEN_CPU_SECONDS = 0.2
"""A few tokens of a model that is twenty times as deep, and a small part of its test."""


def keep_going_wrong(pid: int, weights: bytes, is_over: Callable[[], bool]) -> None:
    """Turn the sign of these float32 weights in the process's memory again and again, until it is over.

    Raises NotPossibleError where nobody may write another process's memory.
    """
    process = psutil.Process(pid)
    with _memory(pid) as memory, contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
        places = _find(pid, memory, weights)
        assert places, f"process {pid} holds no such weights"
        while not is_over():
            places = _turn(process, memory, places, weights)
            weights = _negative(weights)
            _let_compute(process, is_over)


def _turn(process: psutil.Process, memory: int, places: list[int], weights: bytes) -> list[int]:
    """Write the weights' negative wherever they still stand; what was freed since is somebody else's."""
    process.suspend()
    try:
        held = [place for place in places if _read(memory, place, len(weights)) == weights]
        for place in held:
            os.pwrite(memory, _negative(weights), place)
    finally:
        process.resume()
    return held


def _negative(weights: bytes) -> bytes:
    return (-np.frombuffer(weights, "<f4")).tobytes()


def _let_compute(process: psutil.Process, is_over: Callable[[], bool]) -> None:
    end = _cpu_seconds(process) + BETWEEN_CPU_SECONDS
    until(lambda: is_over() or _cpu_seconds(process) > end, bool, "the engine to compute")


@contextlib.contextmanager
def _memory(pid: int) -> Iterator[int]:
    try:
        memory = os.open(f"/proc/{pid}/mem", os.O_RDWR)
    except (FileNotFoundError, PermissionError) as why:
        raise NotPossibleError(f"nobody may write another process's memory here: {why}") from why
    try:
        yield memory
    finally:
        os.close(memory)


def _find(pid: int, memory: int, content: bytes) -> list[int]:
    """Where it stands in what the process may write and no file holds."""
    places = []
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        addresses, rights, _, _, inode, *_ = line.split()
        if rights.startswith("rw") and inode == "0":
            start, stop = (int(address, 16) for address in addresses.split("-"))
            held = _read(memory, start, stop - start)
            places += [start + found.start() for found in re.finditer(re.escape(content), held)]
    return places


def _read(memory: int, start: int, size: int) -> bytes:
    """What stands there; nothing where the process has given that memory back."""
    try:
        return os.pread(memory, size, start)
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return b""


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
