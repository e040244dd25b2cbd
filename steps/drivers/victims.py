"""Agents whose manifests were damaged while their server was down, all in one restart."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from steps.drivers.agents import Agent
from steps.drivers.cachefiles import MANIFEST, CacheFiles
from steps.drivers.damage import damage
from steps.drivers.prompts import telling
from steps.drivers.server import Server


@dataclass(frozen=True)
class Victim:
    """An agent, its folder, what happens to its manifest, and the reason the quarantine must give for it."""

    agent: Agent
    folder: Path
    how: str
    reason: str


def find_damaged(
    server: Server, population: Callable[[int], list[Agent]], rows: Iterable[Mapping[str, str]]
) -> list[Victim]:
    """An agent for each row of `damage` and `reason`, told a code and saved; damaged while the server is down."""
    wanted = list(rows)
    agents = population(len(wanted))
    victims = [_save(server, agent, row) for agent, row in zip(agents, wanted, strict=True)]
    server.while_stopped(lambda _: [damage(victim.folder / MANIFEST, victim.how) for victim in victims])
    return victims


def _save(server: Server, agent: Agent, row: Mapping[str, str]) -> Victim:
    agent.say(telling("access code", "7319-KITE"))
    agent.flush()
    return Victim(agent, CacheFiles(server.home).newest_folder, row["damage"], row["reason"])
