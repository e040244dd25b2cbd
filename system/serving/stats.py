"""Engines' counters and gauges, added up: a server outlives its engines, and so do its counters."""

from collections import Counter

import msgspec

from system.engine.messages import EngineStats

COUNTERS = (
    "decode_steps",
    "generated_tokens",
    "prefilled_tokens",
    "abandoned_requests",
    "abandoned_steps",
    "abandoned_prompt_tokens",
    "saves",
    "saved_bytes",
    "save_failures",
    "evictions",
)
GAUGES = ("rows", "waiting", "hot_bytes", "disk_bytes", "agents", "unsaved_agents", "integrity_problems")


def outlived(past: EngineStats, stats: EngineStats) -> EngineStats:
    """The gauges of `stats`, and the counters of both."""
    return _added(past, stats, COUNTERS)


def together(one: EngineStats, other: EngineStats) -> EngineStats:
    """The gauges and the counters of two engines that run beside each other."""
    return _added(one, other, (*COUNTERS, *GAUGES))


def _added(one: EngineStats, other: EngineStats, names: tuple[str, ...]) -> EngineStats:
    sums = {name: getattr(one, name) + getattr(other, name) for name in names}
    quarantined = Counter(one.quarantined) + Counter(other.quarantined)
    reasons = {"save_error": other.save_error or (one.save_error if "unsaved_agents" in names else "")}
    return msgspec.structs.replace(other, **sums, **reasons, quarantined=dict(quarantined))
