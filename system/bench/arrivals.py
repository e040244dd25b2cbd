"""What arrives while others run: many connections at once, and one request that joins running streams."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import msgspec

from system.bench.figures import median
from system.bench.plan import Plan, Prompts
from system.bench.systems import ASSAY, Assay, HttpSystem
from system.bench.wire import Stream
from system.errors import BenchError

RUNNING = 5


class Burst(msgspec.Struct, frozen=True):
    """Connections opened at one barrier: how many got a whole answer, a 429, another status, none (why)."""

    system: str
    connections: int
    answered: int
    refused: int
    failed: int
    lost: int
    reasons: dict[str, int]
    wall_seconds: float


class Join(msgspec.Struct, frozen=True):
    """A request of `prompt_tokens` joins five streams: texts a second of all five before, with and after it.

    `slowest_share` is of the stream that loses most: what it waited for a text before and after, in the mean,
    over what it waited with the sixth there. A step takes longer by as much with every text that its rows
    grow, so halfway between the two is what it would have waited; the mean of the two rates lies above that.
    `longest_gap_seconds` is the longest that any of the five waited for text while the sixth was there,
    `first_seconds` how long the sixth did.
    """

    prompt_tokens: int
    before: float
    during: float
    after: float
    slowest_share: float
    longest_gap_seconds: float
    first_seconds: float


def measure_bursts(
    plan: Plan, servers: Sequence[HttpSystem], prompts: Prompts, step: Callable[[str], None]
) -> list[Burst]:
    """Short requests on connections that all open at once, on each server."""
    bursts = []
    for connections in plan.bursts:
        conversations = prompts.many(connections, plan.prompt_tokens // 2)
        for server in servers:
            if server.name != ASSAY and connections not in plan.bursts_on_others:
                continue
            step(f"{connections} at once, {server.name}")
            requests = [server.request(said, plan.burst_answer_tokens) for said in conversations]
            seen = server.load(requests, connect_first=False, timeout_seconds=plan.burst_timeout_seconds)
            bursts.append(_burst(server.name, seen.streams, seen.wall_seconds))
    return bursts


def _burst(name: str, streams: Sequence[Stream], wall_seconds: float) -> Burst:
    lost = [stream for stream in streams if stream.lost]
    return Burst(
        system=name,
        connections=len(streams),
        answered=sum(stream.answered for stream in streams),
        refused=sum(stream.status == 429 and not stream.lost for stream in streams),
        failed=sum(not stream.answered and stream.status != 429 and not stream.lost for stream in streams),
        lost=len(lost),
        reasons=dict(Counter(stream.lost for stream in lost)),
        wall_seconds=wall_seconds,
    )


def measure_joins(plan: Plan, server: Assay, prompts: Prompts, step: Callable[[str], None]) -> list[Join]:
    """One request of each length in `plan.joining` joins five streams that have been running for a while."""
    joins = []
    for length in plan.joining:
        once = []
        for number in range(plan.join_rounds):
            step(f"a request of {length} tokens joins, round {number + 1} of {plan.join_rounds}")
            once.append(_join(plan, server, length, prompts))
        joins.append(_median(once))
    return joins


def _join(plan: Plan, server: Assay, length: int, prompts: Prompts) -> Join:
    running = [
        server.request(said, plan.running_tokens) for said in prompts.many(RUNNING, plan.prompt_tokens)
    ]
    joining = server.request(prompts.one(length), plan.turn_tokens, after_reads=plan.running_reads)
    *streams, joined = server.load([*running, joining]).streams
    if not all(stream.answered for stream in (*streams, joined)):
        raise BenchError("a stream was lost when another joined")
    begin, end = max(s.times[0] for s in streams), min(s.times[-1] for s in streams)
    if not begin < joined.sent < joined.last < end:
        raise BenchError("the streams did not run long enough for another to join them and leave")
    before = [_rate(stream, begin, joined.sent) for stream in streams]
    during = [_rate(stream, joined.sent, joined.last) for stream in streams]
    after = [_rate(stream, joined.last, end) for stream in streams]
    return Join(
        prompt_tokens=joined.prompt_tokens,
        before=sum(before),
        during=sum(during),
        after=sum(after),
        slowest_share=min(b * (1 / a + 1 / c) / 2 for a, b, c in zip(before, during, after, strict=True)),
        longest_gap_seconds=max(_longest_gap(stream, joined.sent, joined.last) for stream in streams),
        first_seconds=joined.first_seconds,
    )


def _rate(stream: Stream, begin: float, end: float) -> float:
    """Texts a second that came between two moments."""
    return (bisect_left(stream.times, end) - bisect_left(stream.times, begin)) / (end - begin)


def _longest_gap(stream: Stream, begin: float, end: float) -> float:
    inside = [begin, *(moment for moment in stream.times if begin < moment < end), end]
    return max(later - sooner for sooner, later in pairwise(inside))


def _median(joins: Sequence[Join]) -> Join:
    return Join(
        prompt_tokens=joins[0].prompt_tokens,
        before=median(join.before for join in joins),
        during=median(join.during for join in joins),
        after=median(join.after for join in joins),
        slowest_share=median(join.slowest_share for join in joins),
        longest_gap_seconds=median(join.longest_gap_seconds for join in joins),
        first_seconds=median(join.first_seconds for join in joins),
    )


def measure_starts(count: int, start: Callable[[], Assay], step: Callable[[str], None]) -> list[float]:
    """Seconds from the command to the line that says where it listens, of servers that are ended again."""
    seconds = []
    for number in range(count):
        step(f"start {number + 1} of {count}")
        server = start()
        seconds.append(server.ready_seconds)
        server.end()
    return seconds
