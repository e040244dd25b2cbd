"""Throughput: the same prompts through each system in turn, round after round, at each number of streams."""

from collections.abc import Callable, Sequence

import msgspec

from system.bench.client import Seen
from system.bench.figures import median, paired, percentile
from system.bench.plan import Plan, Prompts
from system.bench.systems import Cpu, Floor, System
from system.bench.wire import Stream
from system.errors import BenchError


class Round(msgspec.Struct, frozen=True):
    """One system's round: whole-request tokens a second, decode rates added up, seconds to first text.

    `lost` counts the streams that got no whole answer; their tokens count for nothing. `cpu_seconds` are what
    each process spent on each token, which a busy machine changes least; `client_share` is the client's part
    of one core.
    """

    throughput: float
    decode: float
    first_seconds: list[float]
    lost: int
    cpu_seconds: Cpu
    client_share: float


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
    cpu_seconds: Cpu
    client_share: float
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
        before = system.cpu_seconds()
        seen = system.round(conversations, plan.answer_tokens)
        spent = {name: seconds - before[name] for name, seconds in system.cpu_seconds().items()}
        rounds.append(_round(system.name, seen, spent, plan.answer_tokens))
    return rounds


def _round(name: str, seen: Seen, spent: Cpu, answer_tokens: int) -> Round:
    answered = [stream for stream in seen.streams if stream.answered]
    if not answered:
        raise BenchError(f"{name} answered none of {len(seen.streams)}: {_reasons(seen.streams)}")
    if short := [stream.tokens for stream in answered if stream.tokens != answer_tokens]:
        raise BenchError(f"{name} gave answers of {short} tokens where {answer_tokens} were asked for")
    tokens = sum(stream.tokens for stream in answered)
    return Round(
        throughput=tokens / seen.wall_seconds,
        decode=sum((stream.tokens - 1) / (stream.times[-1] - stream.times[0]) for stream in answered),
        first_seconds=[stream.first_seconds for stream in answered],
        lost=len(seen.streams) - len(answered),
        cpu_seconds={process: seconds / tokens for process, seconds in spent.items()},
        client_share=seen.cpu_seconds / seen.wall_seconds,
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
        cpu_seconds={name: median(one.cpu_seconds[name] for one in rounds) for name in rounds[0].cpu_seconds},
        client_share=median(one.client_share for one in rounds),
        rounds=list(rounds),
    )
