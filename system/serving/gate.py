"""May a model be loaded here? What it takes, by its files and the settings, against what a model may take."""

import platform
from typing import Any

from system.serving.machine import machine_bytes
from system.serving.memory import Need, budget_bytes, cache_bytes
from system.serving.portfolio import context_tokens
from system.serving.weights import ITEM_BYTES, Weights
from system.settings import Settings

DEFAULT_CONTEXT_TOKENS = 4096
"""What the engine gives a model whose configuration names no limit."""
CPU_TYPE = "float32"
"""On a CPU the engine computes in float32, whatever the weights are stored in."""


def need_of(config: dict[str, Any], weights: Weights, settings: Settings) -> Need:
    """What a model takes with the configured number of conversations at the configured length.

    `config` is its config.json. Off Apple's chips the device is taken for a CPU, without asking MLX.
    """
    own = context_tokens(config) or DEFAULT_CONTEXT_TOKENS
    length = min(own, settings.context_tokens or own)
    dtype = _dtype(settings)
    item = ITEM_BYTES[dtype or weights.dtype or CPU_TYPE]
    memory = settings.memory_bytes or machine_bytes()
    budget = settings.memory_budget_bytes
    return Need(
        weights_bytes=weights.loaded_bytes(ITEM_BYTES[dtype] if dtype else None),
        cache_bytes=settings.full_conversations * cache_bytes(config, length, item),
        budget_bytes=budget_bytes(memory) if budget is None else budget,
    )


def _dtype(settings: Settings) -> str | None:
    """The precision that plain weights are loaded in; None: the one that they are stored in."""
    if settings.dtype != "auto":
        return settings.dtype
    has_gpu = platform.system() == "Darwin" and platform.machine() == "arm64"
    return None if has_gpu else CPU_TYPE
