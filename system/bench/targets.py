"""What was to be reached, beside what was measured."""

from collections.abc import Callable, Iterator

import msgspec

from system.bench.figures import paired
from system.bench.record import Record, Variant
from system.bench.speed import Speed
from system.bench.systems import ASSAY, FLOOR, MLX_LM

OF_IN_PROCESS = {1: 0.92, 5: 0.97, 16: 0.97}
OVER_MLX_LM_AS_SHIPPED = {5: 2.0, 16: 2.0}
BURST = 200
COLD_OVER_DISK = 10.0
LONG_PROMPT_TOKENS = 1000
DISK_SECONDS = 0.5
SAVING_ADDS = 0.05
BYTES_RATIO = 1.5
FAIR_SHARE = 5 / 6
READY_SECONDS = 5.0
API_BYTES = 150_000_000


class Target(msgspec.Struct, frozen=True):
    """One claim with one BLAS: what was wanted, what was measured, and whether it was reached."""

    blas: str
    claim: str
    wanted: str
    measured: str
    met: bool


def judged(record: Record) -> list[Target]:
    """Every target that something was measured for."""
    kinds: tuple[Callable[[Variant], Iterator[Target]], ...] = (
        _speed,
        _bursts,
        _joins,
        _context,
        _saving,
        _process,
    )
    alike = [target for variant in record.variants for kind in kinds for target in kind(variant)]
    return [*alike, *_as_they_come(record)]


def over(one: Speed, other: Speed) -> float:
    """The median of the paired ratios of two systems' throughput."""
    return paired([r.throughput for r in one.rounds], [r.throughput for r in other.rounds])


def _speed(variant: Variant) -> Iterator[Target]:
    for streams in sorted({speed.streams for speed in variant.speeds}):
        assay, floor = variant.speed(ASSAY, streams), variant.speed(FLOOR, streams)
        other = variant.speed(MLX_LM, streams)
        if assay and floor and streams in OF_IN_PROCESS:
            yield _at_least(
                variant, f"of in-process, {streams} streams", over(assay, floor), OF_IN_PROCESS[streams]
            )
        if assay and other:
            ratio = over(assay, other)
            claim = f"over mlx_lm server, {streams} streams"
            yield Target(variant.blas, claim, "> 1.00", f"{ratio:.2f}", ratio > 1)


def _as_they_come(record: Record) -> Iterator[Target]:
    """Assay with the OpenBLAS that it takes by itself, over mlx-lm's server with the BLAS it comes with."""
    variants = {variant.blas: variant for variant in record.variants}
    if not {"openblas", "bundled"} <= variants.keys():
        return
    for streams, least in OVER_MLX_LM_AS_SHIPPED.items():
        assay = variants["openblas"].speed(ASSAY, streams)
        other = variants["bundled"].speed(MLX_LM, streams)
        if assay and other:
            claim = f"over mlx_lm server as shipped, {streams} streams"
            yield _at_least(variants["openblas"], claim, assay.throughput / other.throughput, least)


def _bursts(variant: Variant) -> Iterator[Target]:
    for burst in variant.bursts:
        if (burst.system, burst.connections) == (ASSAY, BURST):
            unanswered = burst.lost + burst.failed
            measured = f"{unanswered} (and {burst.refused} answered 429)"
            yield Target(variant.blas, f"connections lost of {BURST} at once", "0", measured, not unanswered)


def _joins(variant: Variant) -> Iterator[Target]:
    for join in variant.joins:
        claim = f"slowest of five streams' rate while {join.prompt_tokens} tokens join"
        yield _at_least(variant, claim, join.slowest_share, FAIR_SHARE)


def _context(variant: Variant) -> Iterator[Target]:
    ratios = [first.cold_over_disk for first in variant.first_tokens]
    for first in variant.first_tokens:
        if abs(first.prompt_tokens - LONG_PROMPT_TOKENS) < LONG_PROMPT_TOKENS / 20:
            claim = f"first token, cold over disk, {first.prompt_tokens} tokens"
            yield _at_least(variant, claim, first.cold_over_disk, COLD_OVER_DISK)
    if len(ratios) > 1:
        yield Target(
            variant.blas,
            "cold over disk grows with the prompt",
            "always",
            " < ".join(f"{ratio:.1f}" for ratio in ratios),
            ratios == sorted(ratios),
        )
        slowest = max(first.disk.p95 for first in variant.first_tokens)
        yield _below(variant, "first token from disk, p95, slowest length", slowest, DISK_SECONDS, "{:.3f} s")


def _saving(variant: Variant) -> Iterator[Target]:
    for saving in variant.savings:
        claim = f"saving adds to a turn at {saving.prompt_tokens} tokens"
        yield _below(variant, claim, saving.added, SAVING_ADDS, "{:+.1%}")
    if variant.savings:
        worst = max(saving.bytes_ratio for saving in variant.savings)
        yield _below(variant, "bytes written over the new tokens' bytes", worst, BYTES_RATIO, "{:.2f}")


def _process(variant: Variant) -> Iterator[Target]:
    if variant.ready_seconds:
        yield _below(variant, "server ready", max(variant.ready_seconds), READY_SECONDS, "{:.2f} s")
    if "api" in variant.memory_bytes:
        megabytes = variant.memory_bytes["api"] / 1e6
        yield _below(variant, "API process, peak", megabytes, API_BYTES / 1e6, "{:.0f} MB")


def _at_least(variant: Variant, claim: str, value: float, limit: float) -> Target:
    return Target(variant.blas, claim, f">= {limit:.2f}", f"{value:.2f}", value >= limit)


def _below(variant: Variant, claim: str, value: float, limit: float, form: str) -> Target:
    return Target(
        variant.blas, claim, f"< {form.format(limit).lstrip('+')}", form.format(value), value < limit
    )
