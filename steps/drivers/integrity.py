"""What a server counts wrong in its own caches, asked after every scenario."""

from steps.drivers.server import Server

PATH = "/v1/integrity"


def problems_of(server: Server) -> list[str]:
    """A sentence each; nothing where it is not ready, may not be asked, or somebody damaged its files."""
    keys = server.profile.keys
    if server.was_damaged or not server.is_listening or (keys and "Olive" not in keys):
        return []
    client = server.client("Olive")
    if not client.send("GET", "/health/ready").is_success:
        return []
    problems: list[str] = client.get(PATH)["problems"]
    return problems
