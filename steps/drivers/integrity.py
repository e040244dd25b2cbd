"""What a server counts wrong in its own caches, asked after every scenario."""

from collections.abc import Iterable
from typing import Any

from steps.drivers.client import Client
from steps.drivers.server import Server

PATH = "/v1/integrity"


def problems_of(server: Server, agents: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence each; nothing where the server is not ready, or may not be asked.

    Where the scenario damaged its files, its `agents` (persona and name) are forgotten first: what is left
    must add up, for the scenarios that come after on the same server too.
    """
    if not server.was_started or not server.process.is_running:
        return _problems_of_its_end(server)
    keys = server.profile.keys
    if not server.is_listening or (keys and "Olive" not in keys):
        return []
    client = server.client("Olive")
    if not client.send("GET", "/health/ready").is_success:
        return []
    if server.was_damaged:
        _forget(server, agents)
    return faults_of(client.get(PATH))


def faults_of(report: dict[str, Any]) -> list[str]:
    """What the server says is wrong, and where its figures do not make the budgets they belong to."""
    faults = [_sums(name, report[name]) for name in ("memory", "disk")]
    return [*report["problems"], *(fault for fault in faults if fault)]


def sum_of(room: dict[str, int]) -> int:
    """What is free, used and shared, in bytes."""
    return room["free_bytes"] + room["used_bytes"] + room["shared_bytes"]


def _sums(name: str, room: dict[str, int]) -> str:
    """Memory may hold more than its budget while it waits for the disk; nothing of it is free then."""
    taken = room["used_bytes"] + room["shared_bytes"]
    total = max(taken, room["budget_bytes"]) if name == "memory" else room["budget_bytes"] or taken
    return "" if sum_of(room) == total else f"the sums of {name} do not make its budget: {room}"


def _problems_of_its_end(server: Server) -> list[str]:
    """A server that has ended was to; its home is looked at when it is closed."""
    if not server.was_started or server.process.was_ended:
        return []
    return [f"the server ended by itself, with {server.process.exit_code}"]


def _forget(server: Server, agents: Iterable[tuple[str, str]]) -> None:
    """Delete everybody whom the server lists, and agents that only another model may know."""
    people = server.profile.keys or {"Olive": ""}
    listed = [(person, each["id"]) for person in people for each in server.client(person).agents()]
    for person, name in dict.fromkeys([*listed, *agents]):
        _delete(server.client(person), name)
    server.was_damaged = False


def _delete(client: Client, name: str) -> None:
    response = client.delete_agent(name)
    assert response.status_code in (200, 204, 404), f"{name} is not forgotten: {response.text}"
