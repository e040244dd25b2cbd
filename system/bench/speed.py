"""Throughput: the same prompts through each system in turn, round after round, at each number of streams."""

import time
from collections.abc import Callable, Sequence

import msgspec

from system.bench.client import Seen
from system.bench.figures import median, paired, percentile
from system.bench.plan import Plan, Prompts
from system.bench.systems import Cpu, Floor, System
from system.bench.wire import Stream
from system.errors import BenchError


class Round(msgspec.Struct, frozen=True):
    """One system's round: whole-request tokens a second, the sum of its streams' decode rates, seconds to
    first text.

    `lost` counts the streams that got no whole answer; their tokens count for nothing. Shares are processor
    seconds by process over the round's wall seconds.
    """

    throughput: float
    decode: float
    first_seconds: list[float]
    lost: int
    cpu_shares: Cpu


class Speed(msgspec.Struct, frozen=True):
    """One system at one number of streams; `ratio` is its throughput over the in-process side's, paired."""

    system: str
    streams: int
    throughput: float
    ratio: float
    decode: float
    decode_ratio: float
    first_p50_seconds: float
    first_p95_seconds: float
    lost: int
    cpu_shares: Cpu
    rounds: list[Round]


def measure_speed(
    plan: Plan, floor: Floor, servers: Sequence[System], prompts: Prompts, step: Callable[[str], None]
) -> list[Speed]:
    """Every system at every number of streams; `floor` comes first and is what the others are over."""
    systems: list[System] = [floor, *servers]
    speeds: list[Speed] = []
    for streams in plan.streams:
        _turn(systems, plan, streams, prompts)
        rounds: list[list[Round]] = []
        for number in range(plan.rounds):
            step(f"{streams} streams, round {number + 1}")
            rounds.append(_turn(systems, plan, streams, prompts))
        for system, own in zip(systems, zip(*rounds, strict=True), strict=True):
            speeds.append(_speed(system.name, streams, own, [turn[0] for turn in rounds]))
    return speeds


def _turn(systems: Sequence[System], plan: Plan, streams: int, prompts: Prompts) -> list[Round]:
    """Each system once, with the same prompts, that none has seen before."""
    conversations = prompts.many(streams, plan.prompt_tokens)
    rounds = []
    for system in systems:
        before, started = system.cpu_seconds(), time.perf_counter()
        seen = system.round(conversations, plan.answer_tokens)
        wall = time.perf_counter() - started
        shares = {name: (spent - before[name]) / wall for name, spent in system.cpu_seconds().items()}
        if seen.cpu_seconds:
            shares["client"] = seen.cpu_seconds / seen.wall_seconds
        rounds.append(_round(system.name, seen, shares, plan.answer_tokens))
    return rounds


def _round(name: str, seen: Seen, shares: Cpu, answer_tokens: int) -> Round:
    answered = [stream for stream in seen.streams if stream.answered]
    if not answered:
        raise BenchError(f"{name} answered none of {len(seen.streams)}: {_reasons(seen.streams)}")
    if short := [stream.tokens for stream in answered if stream.tokens != answer_tokens]:
        raise BenchError(f"{name} gave answers of {short} tokens where {answer_tokens} were asked for")
    return Round(
        throughput=sum(stream.tokens for stream in answered) / seen.wall_seconds,
        decode=sum((stream.tokens - 1) / (stream.times[-1] - stream.times[0]) for stream in answered),
        first_seconds=[stream.first_seconds for stream in answered],
        lost=len(seen.streams) - len(answered),
        cpu_shares=shares,
    )


def _reasons(streams: Sequence[Stream]) -> str:
    return "; ".join(sorted({f"{s.status} {s.lost or s.problem or 'no text'}" for s in streams}))


def _speed(name: str, streams: int, rounds: Sequence[Round], floor: Sequence[Round]) -> Speed:
    first = [seconds for one in rounds for seconds in one.first_seconds]
    return Speed(
        system=name,
        streams=streams,
        throughput=median(one.throughput for one in rounds),
        ratio=paired([one.throughput for one in rounds], [one.throughput for one in floor]),
        decode=median(one.decode for one in rounds),
        decode_ratio=paired([one.decode for one in rounds], [one.decode for one in floor]),
        first_p50_seconds=percentile(first, 50),
        first_p95_seconds=percentile(first, 95),
        lost=sum(one.lost for one in rounds),
        cpu_shares={
            process: median(one.cpu_shares[process] for one in rounds) for process in rounds[0].cpu_shares
        },
        rounds=list(rounds),
    )
