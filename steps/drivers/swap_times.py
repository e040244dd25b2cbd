"""How long a swap takes and makes people wait, beside what a start with the same model takes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

from steps.drivers.agents import Agent
from steps.drivers.world import World

ASKING = 2


@dataclass(frozen=True)
class Timed:
    """All in seconds; `longest_wait` is that of the answer that took longest of those begun meanwhile."""

    start: float
    swap: float
    longest_wait: float


def time_a_swap(world: World, profile: str, model: str) -> Timed:
    """Start a server of this profile, end it, swap to its model while two people keep asking, and back."""
    other = world.pool.own(profile)
    try:
        start = other.start()
    finally:
        world.pool.release(other)
    over = Event()
    with ThreadPoolExecutor(ASKING, "askers") as threads:
        asking = [threads.submit(_ask_until, over, agent) for agent in world.population(ASKING)]
        try:
            told = world.swaps.done(model, mode="drain_first")
        finally:
            over.set()
        waits = [wait for asked in asking for wait in asked.result()]
    world.swaps.done("assay-dense")
    return Timed(start, told["total_seconds"], max(waits))


def _ask_until(over: Event, agent: Agent) -> list[float]:
    """The seconds that each answer took, until it is over; at least one."""
    waits = [agent.say("Hello.", max_tokens=1).seconds]
    while not over.is_set():
        waits.append(agent.say("Hello.", max_tokens=1).seconds)
    return waits
