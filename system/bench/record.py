"""What a run found, as it is kept in JSON."""

import msgspec

from system.bench.arrivals import Burst, Join
from system.bench.context import FirstToken
from system.bench.machine import Machine
from system.bench.plan import Plan
from system.bench.saving import Saving
from system.bench.speed import Speed


class Variant(msgspec.Struct, frozen=True):
    """Everything measured with one BLAS in all processes. `failures` say what could not be measured."""

    blas: str
    library: str
    speeds: list[Speed]
    bursts: list[Burst]
    joins: list[Join]
    first_tokens: list[FirstToken]
    savings: list[Saving]
    ready_seconds: list[float]
    memory_bytes: dict[str, int]
    failures: list[str]

    def speed(self, system: str, streams: int) -> Speed | None:
        return next((one for one in self.speeds if (one.system, one.streams) == (system, streams)), None)


class Subject(msgspec.Struct, frozen=True):
    """The model measured, and the fingerprint of its endless copy as Assay's engine computed it."""

    id: str
    architecture: str
    context_tokens: int | None
    weights_bytes: int
    fingerprint: str
    device: str


class Record(msgspec.Struct, frozen=True):
    """One run of `assay bench`."""

    date: str
    seconds: float
    plan: Plan
    machine: Machine
    model: Subject
    variants: list[Variant]

    @property
    def failures(self) -> list[str]:
        return [f"{variant.blas}: {failure}" for variant in self.variants for failure in variant.failures]
