"""One agent's cache as the server shows it, block by block."""

from typing import Any
from urllib.parse import quote

import httpx

from steps.drivers.agents import Agent
from steps.drivers.client import Client

ASKED = (("GET", "cache"), ("POST", "warm"), ("POST", "evict"), ("POST", "pin"), ("POST", "unpin"))


def cache_of(agent: Agent, method: str, what: str, client: Client | None = None) -> httpx.Response:
    """What the server says to one of the requests that are ASKED, its own person or another asking."""
    name = quote(agent.server_name, safe="")
    return (client or agent.client).send(method, f"/v1/agents/{name}/{what}")


def listed_wrong(entries: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    """The entries of a list of agents that give another model than this, or no tokens or bytes."""
    return [one for one in entries if one["model"] != model or not (one["tokens"] > 0 and one["bytes"] > 0)]


def disk_bytes(agent: Agent) -> int:
    """What the server says that the agent takes on disk."""
    return sum(block["disk_bytes"] for block in cache_of(agent, "GET", "cache").json()["blocks"])


def turn_bytes(agent: Agent, tokens: int) -> float:
    """What a turn of so many new tokens takes on disk, as the others of the agent do, with two snapshots.

    Of a model that keeps no snapshots, what the tokens take.
    """
    blocks: list[dict[str, Any]] = cache_of(agent, "GET", "cache").json()["blocks"]
    snapshots: list[int] = [block["disk_bytes"] for block in blocks if block["snapshot"]]
    held = sum(block["tokens"] for block in blocks)
    a_token: float = sum(block["disk_bytes"] for block in blocks if not block["snapshot"]) / held
    return tokens * a_token + 2 * max(snapshots, default=0)


def totals(blocks: list[dict[str, Any]]) -> dict[str, int]:
    """What the agent's tokens and bytes in memory must be, if its blocks are all there is."""
    return {
        "tokens": sum(block["tokens"] for block in blocks),
        "hot_bytes": sum(block["hot_bytes"] for block in blocks),
        "saved_tokens": sum(block["tokens"] for block in blocks if block["disk_bytes"]),
    }
