"""Can a model take another's place here? As far as its small files and this machine's memory can tell."""

from dataclasses import dataclass

from system.errors import ModelError
from system.serving.memory import available_bytes, estimate_bytes, machine_bytes
from system.serving.portfolio import Model, SamplingDefaults, find_model, sampling_defaults
from system.serving.swap import Mode
from system.serving.weights import faults

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that nothing was found to be wrong with."""

    model: Model
    defaults: SamplingDefaults


def examined(name: str) -> Candidate:
    """The model of that name or at that path. Reads files; a missing or broken one is found before a load is.

    Raises ModelError: find, config, weights, or memory where it can't fit this machine at all.
    """
    try:
        model = find_model(name)
    except (OSError, RuntimeError, ValueError) as error:
        raise ModelError(f"{name!r} can't be a model's name or path: {error}", step="find") from error
    found = faults(model.path)
    if found:
        raise ModelError("; ".join(found), step="weights")
    needed, machine = estimate_bytes(model.weights_bytes, 0), machine_bytes()
    if needed > machine:
        raise ModelError(
            f"{model.id} takes about {needed // MIB:,} MiB, and this machine has {machine // MIB:,} MiB",
            step="memory",
        )
    return Candidate(model, sampling_defaults(model.path))


def fits_beside(model: Model, other: Model) -> Mode:
    """How to bring a model where another serves: what both take against what is free and what one has."""
    held = estimate_bytes(other.weights_bytes, 0)
    both = held + estimate_bytes(model.weights_bytes, 0)
    return "side_by_side" if both <= available_bytes() + held else "drain_first"
