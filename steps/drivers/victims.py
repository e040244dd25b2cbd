"""Agents whose manifests were damaged while their server was down, all in one restart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from steps.drivers.agents import Agent
from steps.drivers.cachefiles import MANIFEST, CacheFiles
from steps.drivers.damage import damage
from steps.drivers.prompts import telling
from steps.drivers.world import World


@dataclass(frozen=True)
class Victim:
    """An agent, its folder, what happens to its manifest, and the reason the quarantine must give for it."""

    agent: Agent
    folder: Path
    how: str
    reason: str


def find_damaged(world: World, rows: Iterable[Mapping[str, str]]) -> list[Victim]:
    """An agent for each row of `damage` and `reason`, saved, and damaged while its server is down."""
    wanted = list(rows)
    agents = world.population(len(wanted))
    victims = [_save(world, agent, row) for agent, row in zip(agents, wanted, strict=True)]

    def damage_all(_: CacheFiles) -> None:
        for victim in victims:
            damage(victim.folder / MANIFEST, victim.how)

    world.own_server.while_stopped(damage_all)
    return victims


def _save(world: World, agent: Agent, row: Mapping[str, str]) -> Victim:
    agent.say(telling("access code", "7319-KITE"))
    agent.flush()
    return Victim(agent, CacheFiles(world.server.home).newest_folder, row["damage"], row["reason"])
