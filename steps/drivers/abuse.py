"""What no honest client would send."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from steps.drivers.agents import Agent
from steps.drivers.client import CHAT, Client
from steps.drivers.messages import VERSION
from steps.drivers.process import ServerProcess
from steps.drivers.refusals import JSON_TYPE, MESSAGE

MEGABYTE = 1_000_000
PIECE_BYTES = 65_536
SAMPLE_SECONDS = 0.01

T = TypeVar("T")


def many_messages(client: Client, path: str, count: int) -> httpx.Response:
    """One request that holds so many."""
    body: dict[str, Any] = {"model": "default", "messages": [MESSAGE] * count}
    if not path.endswith("count_tokens"):
        body["max_tokens"] = 4
    return client.send("POST", path, json=body, headers=VERSION)


def long_message(client: Client, text: str, times: int) -> httpx.Response:
    """One message that says the same so many times."""
    body = {"model": "default", "max_tokens": 4, "messages": [{"role": "user", "content": text * times}]}
    return client.send("POST", CHAT, json=body, headers=JSON_TYPE)


def somebody(client: Client, text: str) -> str:
    """The name of an agent that has been told something."""
    agent = Agent("Ben", lambda _: client)
    agent.say(text)
    return agent.server_name


def flood(client: Client, count: int, width: int) -> list[int]:
    """The statuses of so many requests, so many of them at a time."""

    def ask(number: int) -> int:
        return client.send("GET", f"/v1/agents/{number}").status_code

    with ThreadPoolExecutor(width) as threads:
        return list(threads.map(ask, range(count)))


def resident_megabytes(process: ServerProcess) -> float:
    """What the server and its engine take of the memory."""
    return float(sum(_resident(member) for member in process.members())) / MEGABYTE


def most_grown(process: ServerProcess, act: Callable[[], T]) -> tuple[T, float]:
    """What `act` returns, and by how many MB the server was larger than before, at the worst moment."""
    before = most = resident_megabytes(process)
    with ThreadPoolExecutor(1, "abuse") as threads:
        acting = threads.submit(act)
        while not wait({acting}, timeout=SAMPLE_SECONDS).done:
            most = max(most, resident_megabytes(process))
    return acting.result(), most - before


def pieces(content: bytes) -> Iterator[bytes]:
    """The same, a piece at a time."""
    return (content[at : at + PIECE_BYTES] for at in range(0, len(content), PIECE_BYTES))


def put_in_place(theirs: Path, ours: Path) -> None:
    """Every file of one agent's folder in the place of another's."""
    for path in ours.iterdir():
        path.unlink()
    for path in theirs.iterdir():
        (ours / path.name).write_bytes(path.read_bytes())


def _resident(process: psutil.Process) -> int:
    resident: int = process.memory_info().rss
    return resident
