"""What the store counts."""

import msgspec

from system.engine.cache.state import State


class CacheStats(msgspec.Struct, frozen=True):
    """Gauges as they are now, and counters since the store was opened.

    `unsaved_agents` are those whose last save has failed; `save_error` says why, and is empty where none has.
    """

    hot_bytes: int
    disk_bytes: int
    agents: int
    saves: int
    saved_bytes: int
    save_failures: int
    evictions: int
    quarantined: dict[str, int]
    unsaved_agents: int
    save_error: str


def stats_of(state: State) -> CacheStats:
    """With the state's lock held."""
    ledger, counts = state.ledger, state.counts
    last_failure = next(reversed(state.failing.values()), None)
    return CacheStats(
        hot_bytes=ledger.hot_bytes,
        disk_bytes=ledger.disk_bytes,
        agents=len(state.agents),
        saves=counts.saves,
        saved_bytes=counts.saved_bytes,
        save_failures=counts.save_failures,
        evictions=counts.evictions,
        quarantined={reason.value: count for reason, count in counts.quarantined.items()},
        unsaved_agents=len(state.failing),
        save_error="" if last_failure is None else last_failure.reason,
    )
