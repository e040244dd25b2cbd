"""Can a model serve here, and beside another? As far as its small files and this machine's memory can tell.

Where one of 10 MB serves, another of 10 MB takes 12 beside it, and what the first has is not free any more:

>>> [way_in(10_000_000, free_bytes=free) for free in (0, 11_999_999, 12_000_000)]
['drain_first', 'drain_first', 'side_by_side']
"""

from dataclasses import dataclass

from system.errors import ModelError
from system.serving import support
from system.serving.gate import need_of
from system.serving.memory import WEIGHTS_FACTOR
from system.serving.portfolio import Model, SamplingDefaults, find_model, model_config, sampling_defaults
from system.serving.swap import Mode
from system.serving.weights import faults, read_weights
from system.settings import Settings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that nothing was found to be wrong with."""

    model: Model
    defaults: SamplingDefaults


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
    return Candidate(model, sampling_defaults(model.path))


def way_in(weights_bytes: int, free_bytes: int) -> Mode:
    """How to bring a model of such weights where another serves and so much memory is free.

    What the other has is not free until it has gone.
    """
    return "side_by_side" if round(weights_bytes * WEIGHTS_FACTOR) <= free_bytes else "drain_first"
