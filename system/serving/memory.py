"""How much memory a model takes, and how much of this machine's it may have.

What a model may take, of machines with so many GiB, in GiB:

>>> [round(budget_bytes(size * GIB) / GIB, 1) for size in (8, 16, 31, 32, 48, 63, 64, 95, 96, 192)]
[3.2, 6.4, 12.4, 16.0, 24.0, 31.5, 38.4, 57.0, 67.2, 134.4]

Eight billion weights of two bytes, 32 layers with 8 heads of 128 for keys and values, four conversations of
8,192 tokens:

>>> config = {"num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128}
>>> need = Need(weights_bytes=16 * 10**9, cache_bytes=4 * cache_bytes(config, 8192, 2), budget_bytes=32 * GIB)
>>> need.estimate_bytes == 16 * 10**9 * 12 // 10 + 4 * GIB, need.refusal
(True, None)
>>> Need(need.weights_bytes, need.cache_bytes, 16 * GIB).refusal
'it takes about 23.5 GB, and a model may take 17.2 GB of memory here'
"""

from dataclasses import dataclass
from typing import Any

GIB = 1 << 30
SHARES = ((96, 0.7), (64, 0.6), (32, 0.5), (0, 0.4))
"""From so many GiB of memory on, this share of it may go to one model."""
WEIGHTS_FACTOR = 1.2
"""What a model takes while it runs, by its weights: activations, and what MLX keeps to use again."""
WINDOWED = ("sliding_attention", "chunked_attention")
"""Layers that keep no more tokens than their window has."""
ATTENDING = ("full_attention", "attention", *WINDOWED)
"""Layers whose cache grows with the tokens; others (convolution, recurrence) keep a state of one size."""
LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "num_transformer_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads")
KV_HEADS = ("num_key_value_heads", "n_head_kv", "num_kv_heads")
WIDTH = ("hidden_size", "n_embd", "d_model", "model_dim")
UNITS = ("kB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Need:
    """What a model takes with its weights and its conversations in memory, and what it may take; in bytes."""

    weights_bytes: int
    cache_bytes: int
    budget_bytes: int

    @property
    def estimate_bytes(self) -> int:
        return round(self.weights_bytes * WEIGHTS_FACTOR) + self.cache_bytes

    @property
    def refusal(self) -> str | None:
        """Why it can't run here, with both figures; None where it can."""
        if self.estimate_bytes <= self.budget_bytes:
            return None
        needed, allowed = size(self.estimate_bytes), size(self.budget_bytes)
        return f"it takes about {needed}, and a model may take {allowed} of memory here"


def budget_bytes(machine: int) -> int:
    """What a model may take of a machine with so much memory."""
    share = next(share for least, share in SHARES if machine >= least * GIB)
    return round(machine * share)


def cache_bytes(config: dict[str, Any], context_tokens: int, item_bytes: int) -> int:
    """What the KV cache of one conversation takes, by the model's config.json; a number has `item_bytes`.

    Layers with a window keep as many tokens as it has, where `layer_types` says which those are; otherwise
    every layer is taken as full. 0 where the config does not say.

    >>> full = {"num_hidden_layers": 2, "num_attention_heads": 4, "hidden_size": 64}
    >>> cache_bytes(full, 10, 4)
    10240
    >>> cache_bytes({"n_layer": 2, "n_head": 4, "n_embd": 64}, 10, 4)
    10240
    >>> cache_bytes({**full, "layer_types": ["sliding_attention", "conv"], "sliding_window": 5}, 10, 4)
    2560
    """
    text = {**config, **(config.get("text_config") or {})}
    heads = _first(text, HEADS)
    kv_heads = _first(text, KV_HEADS) or heads
    width = text.get("head_dim") or (_first(text, WIDTH) // heads if heads else 0)
    return int(2 * kv_heads * width * item_bytes * _kept_tokens(text, context_tokens))


def size(count: int) -> str:
    """Bytes as people read them, in powers of a thousand.

    >>> size(999), size(7_700_000), size(999_999)
    ('999 bytes', '7.7 MB', '1.0 MB')
    """
    value, unit = float(count), "bytes"
    for larger in UNITS:
        if round(value, 1) < 1000:
            break
        value, unit = value / 1000, larger
    return f"{count} bytes" if unit == "bytes" else f"{value:.1f} {unit}"


def _first(config: dict[str, Any], names: tuple[str, ...]) -> int:
    """The number under one of the names that architectures give it; 0 where there is none."""
    return next((value for name in names if isinstance(value := config.get(name), int)), 0)


def _kept_tokens(text: dict[str, Any], context_tokens: int) -> int:
    """How many tokens' keys and values all layers together keep."""
    window = text.get("sliding_window") or context_tokens
    kinds = text.get("layer_types") or ["full_attention"] * _first(text, LAYERS)
    return sum(
        min(window, context_tokens) if kind in WINDOWED else context_tokens
        for kind in kinds
        if kind in ATTENDING
    )
