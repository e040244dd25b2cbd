"""How long a swap takes and makes people wait, beside what a plain load of the same model takes.

A plain load is what the engine of that very swap did: from the start of its process, as the server's log
dates it, to `model loaded` in its own. An engine is never told whether a start, a restart or a swap wants it,
so this is what a load of the model costs anywhere; and as both are measured at the same moment, other work on
the machine slows both. Whatever a swap adds before, after or between (a second load, an end noticed late) is
not in it, and neither is the rest of a server's start, which would hide as much.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

from steps.drivers.agents import Agent
from steps.drivers.logs import ProcessLog
from steps.drivers.world import World

MODES = ("side_by_side", "drain_first")
ASKING = 2
PAUSE_SECONDS = 0.05
"""Between an answer and the next question: who never pauses leaves two cores nothing to load a model with."""


@dataclass(frozen=True)
class Timed:
    """All in seconds; `longest_wait` is that of the answer that took longest of those begun meanwhile."""

    mode: str
    load: float
    total: float
    longest_wait: float


def time_swaps(world: World, model: str, rounds: int) -> Iterator[Timed]:
    """Swap to a model and back in each mode, so many times, while people keep asking."""
    for _ in range(rounds):
        for mode in MODES:
            yield _time(world, model, mode)
            yield _time(world, "assay-dense", mode)


def _time(world: World, model: str, mode: str) -> Timed:
    log = world.own_server.process.log
    told, over = len(log.records()), Event()
    with ThreadPoolExecutor(ASKING, "askers") as threads:
        asking = [threads.submit(_ask_until, over, agent) for agent in world.population(ASKING)]
        try:
            total = world.swaps.done(model, mode=mode)["total_seconds"]
        finally:
            over.set()
        waits = [wait for asked in asking for wait in asked.result()]
    return Timed(mode, _load(log, told), total, max(waits))


def _load(log: ProcessLog, told: int) -> float:
    """The seconds of the first load since so many records were told."""
    records = log.records()[told:]
    begun, ended = (_first(records, event) for event in ("engine_starting", "model loaded"))
    return (ended - begun).total_seconds()


def _first(records: list[dict[str, Any]], event: str) -> datetime:
    return next(datetime.fromisoformat(each["time"]) for each in records if each["event"] == event)


def _ask_until(over: Event, agent: Agent) -> list[float]:
    """The seconds that each answer took, until it is over; at least one."""
    waits = [agent.say("Hello.", max_tokens=1).seconds]
    while not over.wait(PAUSE_SECONDS):
        waits.append(agent.say("Hello.", max_tokens=1).seconds)
    return waits
