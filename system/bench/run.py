"""The whole run: one BLAS after the other, everything started here and ended here."""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

from system.bench.arrivals import measure_bursts, measure_joins, measure_starts
from system.bench.context import measure_first_token
from system.bench.endless import endless_copy
from system.bench.machine import this_machine
from system.bench.plan import Plan, Prompts
from system.bench.precision import runs_on_a_processor, widen
from system.bench.processes import Peer, module
from system.bench.record import Record, Subject, Variant
from system.bench.saving import measure_saving
from system.bench.speed import measure_speed
from system.bench.systems import Assay, Blas, Floor, blas_here, environment, mlx_lm_server
from system.errors import BenchError
from system.serving.portfolio import Model

T = TypeVar("T")
Step = Callable[[str], None]
CONTEXT_TOKENS = 2048
"""Assumed of a model that does not say its limit."""


def steps(plan: Plan) -> int:
    """How many times a run of this plan calls its `step`."""
    each = len(plan.streams) * plan.rounds + plan.starts
    each += len(plan.bursts) + len(plan.bursts_on_others)
    each += len(plan.joining) * plan.join_rounds + 2 * plan.length_rounds
    return len(blases(plan)) * each


def blases(plan: Plan) -> list[Blas]:
    """All there are, or only the one that Assay takes by itself."""
    return blas_here() if plan.every_blas else blas_here()[-1:]


def measure(plan: Plan, model: Model, step: Step) -> Record:
    """Measures everything. What can't be measured is a failure of its variant, and the rest goes on."""
    began = time.monotonic()
    machine = this_machine()
    with ExitStack() as owner:
        folder = Path(owner.enter_context(tempfile.TemporaryDirectory(prefix="assay-bench-")))
        copy = endless_copy(model.path, folder / model.path.name)
        if runs_on_a_processor():
            widen(copy)
        client = owner.enter_context(Peer("the client", module("system.bench.client"), environment()))
        benches = [Bench(plan, model, copy, folder / blas.name, client, blas, step) for blas in blases(plan)]
        variants = [bench.measure() for bench in benches]
    return Record(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=time.monotonic() - began,
        plan=plan,
        machine=machine,
        model=Subject(
            id=model.id,
            architecture=model.architecture,
            context_tokens=model.context_tokens,
            weights_bytes=model.weights_bytes,
            fingerprint=benches[-1].fingerprint,
            device=benches[-1].device,
        ),
        variants=variants,
    )


class Bench:
    """All measurements with one BLAS, each beside what it is compared with."""

    def __init__(
        self, plan: Plan, model: Model, copy: Path, folder: Path, client: Peer, blas: Blas, step: Step
    ) -> None:
        self.plan = plan
        self.blas = blas
        self.fingerprint = ""
        self.device = ""
        self._copy = copy
        self._lengths = plan.lengths_within(model.context_tokens or CONTEXT_TOKENS)
        self._homes = (folder / f"home-{number}" for number in count())
        self._client = client
        self._step: Step = lambda what: step(f"{blas.name}: {what}")
        self._failures: list[str] = []

    def measure(self) -> Variant:
        with ExitStack() as owner:
            floor = Floor(owner, self._copy, self.blas)
            self.device = floor.device
            prompts = Prompts(floor.count, self.plan.seed)
            assay = self._try("assay serve", lambda: self._assay(owner))
            if assay is not None:
                self.fingerprint = assay.health.fingerprint
            return self._measure(owner, floor, assay, prompts)

    def _measure(self, owner: ExitStack, floor: Floor, assay: Assay | None, prompts: Prompts) -> Variant:
        plan, step, lengths = self.plan, self._step, self._lengths
        other = self._try("mlx_lm server", lambda: mlx_lm_server(owner, self._copy, self._client, self.blas))
        servers = [server for server in (assay, other) if server is not None]
        speeds = self._try("speed", lambda: measure_speed(plan, floor, servers, prompts, step))
        bursts = self._try("bursts", lambda: measure_bursts(plan, servers, prompts, step))
        if other is not None:
            self._try("the end of mlx_lm server", other.end)
        joins = firsts = savings = starts = None
        if assay is not None:
            server = assay
            joins = self._try("joins", lambda: measure_joins(plan, server, prompts, step))
            firsts = self._try(
                "first token",
                lambda: measure_first_token(plan, server, self._forgetful(owner), lengths, prompts, step),
            )
            savings = self._try(
                "saving", lambda: measure_saving(plan, server, self._copy, lengths, prompts, step)
            )
            starts = self._try(
                "starts", lambda: measure_starts(plan.starts, lambda: self._assay(owner), step)
            )
        return Variant(
            blas=self.blas.name,
            library=self.blas.preload,
            speeds=speeds or [],
            bursts=bursts or [],
            joins=joins or [],
            first_tokens=firsts or [],
            savings=savings or [],
            ready_seconds=starts or [],
            memory_bytes=self._end(assay),
            failures=self._failures,
        )

    def _assay(self, owner: ExitStack, **settings: str) -> Assay:
        return Assay(owner, self._copy, next(self._homes), self._client, self.blas, **settings)

    def _forgetful(self, owner: ExitStack) -> Assay:
        """A server that may keep no agent in memory: each of them comes from disk."""
        return self._assay(owner, ASSAY_HOT_CACHE_BYTES="0")

    def _end(self, assay: Assay | None) -> dict[str, int]:
        """The memory that the server took at most, and its end."""
        if assay is None:
            return {}
        memory = self._try("memory", assay.memory_bytes)
        self._try("the end of assay serve", assay.end)
        return memory or {}

    def _try(self, what: str, measure: Callable[[], T]) -> T | None:
        """What `measure` gives; None where it can't be had, which becomes a failure of this variant."""
        try:
            return measure()
        except BenchError as error:
            self._failures.append(f"{what}: {error.message}")
            return None
