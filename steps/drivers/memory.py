"""What memory a server takes, as the kernel counts it."""

from steps.drivers.server import Server


def memory_of(server: Server) -> int:
    """Bytes that the server and its engine hold for themselves: what ending them would give back."""
    return sum(process.memory_full_info().uss for process in server.process.members())
