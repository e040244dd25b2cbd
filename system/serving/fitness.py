"""Can a model serve here, and beside another? As far as its small files and this machine's memory can tell.

One that takes 12 MB needs them beside the one that serves, whose memory is not free yet:

>>> [way_in(12_000_000, free_bytes=free) for free in (0, 11_999_999, 12_000_000)]
['drain_first', 'drain_first', 'side_by_side']
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from system.errors import ModelError
from system.fingerprint import fingerprint
from system.serving import support
from system.serving.gate import need_of
from system.serving.machine import available_bytes
from system.serving.portfolio import Model, SamplingDefaults, find_model, model_config, sampling_defaults
from system.serving.swap import Mode
from system.serving.weights import faults, read_weights, stored_bytes
from system.settings import Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that nothing was found to be wrong with, and how it had best come where another serves."""

    model: Model
    defaults: SamplingDefaults
    way: Mode


def examined(settings: Settings, name: str) -> Candidate:
    """The model of that name or at that path. Reads files; a missing or broken one is found before a load is.

    Raises ModelError: find, config, weights, or memory where it takes more than a model may.
    """
    model = find_model(name, settings.model_folders)
    found = faults(model.path)
    if found:
        raise ModelError("; ".join(found), step="weights")
    config = model_config(model.path)
    if hindrance := support.hindrance(config):
        raise ModelError(f"{model.id}: {hindrance}", step="config")
    need = need_of(config, read_weights(model.path, config), settings)
    if need.refusal is not None:
        raise ModelError(
            f"{model.id}: {need.refusal}; what it takes shrinks with --context-tokens and "
            "--full-conversations, and --memory-budget-bytes says what it may take",
            step="memory",
        )
    free = min(available_bytes(), settings.memory_bytes or sys.maxsize)
    return Candidate(model, sampling_defaults(model.path), way_in(need.estimate_bytes, free))


def is_copy(one: Path, other: Path) -> bool:
    """Whether two folders hold the same model: their engines would keep its caches in the same files."""
    same_size, same_type = stored_bytes(one) == stored_bytes(other), "whatever it is loaded in"
    return same_size and fingerprint(one, same_type) == fingerprint(other, same_type)


def way_in(need_bytes: int, free_bytes: int) -> Mode:
    """How to bring a model that takes so much where another serves and so much memory is free.

    What the other has is not free until it has gone.
    """
    return "side_by_side" if need_bytes <= free_bytes else "drain_first"
