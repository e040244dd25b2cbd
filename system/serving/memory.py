"""How much memory a model takes, and how much of this machine's it may have."""

from pathlib import Path
from typing import Any

import psutil

GIB = 1 << 30
SHARES = ((96, 0.7), (64, 0.6), (32, 0.5), (0, 0.4))
"""From so many GiB of memory on, this share of it may go to one model."""
WEIGHTS_FACTOR = 1.2
"""What a model takes while it runs, by its weights: activations, and what MLX keeps to use again."""
LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where the kernel says what a container may have (cgroup v2 and v1); `max` is no limit."""
STATISTICS = Path("/sys/fs/cgroup/memory.stat")
"""What the container's memory is used for (cgroup v2)."""


def machine_bytes() -> int:
    """The memory of this machine, or of the container where that has less."""
    texts = [file.read_text().strip() for file in LIMITS if file.is_file()]
    return min([int(psutil.virtual_memory().total), *(int(text) for text in texts if text.isdigit())])


def available_bytes() -> int:
    """What is free of it now: pages that only hold files count as free."""
    free = int(psutil.virtual_memory().available)
    if not STATISTICS.is_file():
        return free
    fields = dict(line.split() for line in STATISTICS.read_text().splitlines())
    return max(0, min(free, machine_bytes() - int(fields.get("anon", 0))))


def budget_bytes(machine: int) -> int:
    """What a model may take of a machine with so much memory.

    >>> [budget_bytes(size * GIB) * 100 // (size * GIB) for size in (16, 32, 64, 96)]
    [40, 50, 60, 70]
    """
    share = next(share for least, share in SHARES if machine >= least * GIB)
    return round(machine * share)


def estimate_bytes(weights: int, cache: int) -> int:
    """What a model takes with its weights and its cache in memory."""
    return round(weights * WEIGHTS_FACTOR) + cache


def cache_bytes(config: dict[str, Any], context_tokens: int, item_bytes: int) -> int:
    """What the KV cache of one conversation takes; layers with a window are taken as full.

    `config` is the model's config.json, `item_bytes` the size of one number. 0 where the config does not say.

    >>> cache_bytes({"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64}, 10, 4)
    10240
    """
    text = {**config, **(config.get("text_config") or {})}
    layers, heads = text.get("num_hidden_layers") or 0, text.get("num_attention_heads") or 0
    kv_heads = text.get("num_key_value_heads") or heads
    width = text.get("head_dim") or ((text.get("hidden_size") or 0) // heads if heads else 0)
    return int(2 * layers * kv_heads * width * context_tokens * item_bytes)
