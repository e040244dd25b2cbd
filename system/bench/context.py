"""Time to first token against the prompt's length: computed cold, with the agent's cache hot, and from disk.

Two servers take turns, so that what drifts drops out of the ratios: one keeps agents in memory, one may keep
nothing there and so finds every agent on disk, as a server does that was started again. Its files are in the
page cache.
"""

from collections.abc import Callable, Sequence

import msgspec

from system.bench.figures import paired, percentile
from system.bench.plan import Plan, Prompts
from system.bench.systems import Assay
from system.bench.wire import Stream
from system.errors import BenchError


class Times(msgspec.Struct, frozen=True):
    """Seconds to the first text, one of each round."""

    seconds: list[float]

    @property
    def p50(self) -> float:
        return percentile(self.seconds, 50)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 95)


class FirstToken(msgspec.Struct, frozen=True):
    """One prompt length; `prompt_tokens` as the server counted them, ratios paired by round."""

    prompt_tokens: int
    cold: Times
    hot: Times
    disk: Times
    cold_over_hot: float
    cold_over_disk: float


def measure_first_token(
    plan: Plan,
    keeping: Assay,
    forgetting: Assay,
    lengths: Sequence[int],
    prompts: Prompts,
    step: Callable[[str], None],
) -> list[FirstToken]:
    """The same prompt three times a round: never seen, by an agent that is hot, by one that is on disk."""
    rounds = []
    for number in range(plan.length_rounds):
        step(f"first token, round {number + 1} of {plan.length_rounds}")
        rounds.append([_once(plan, keeping, forgetting, length, number, prompts) for length in lengths])
    return [_first_token(triples) for triples in zip(*rounds, strict=True)]


def _once(
    plan: Plan, keeping: Assay, forgetting: Assay, length: int, number: int, prompts: Prompts
) -> tuple[Stream, Stream, Stream]:
    conversation = prompts.one(length)
    agent = f"first-token-{length}-{number}"
    cold = keeping.ask(conversation, plan.first_answer_tokens, agent)
    keeping.flush(agent)
    hot = keeping.ask(conversation, plan.first_answer_tokens, agent)
    forgetting.ask(conversation, plan.first_answer_tokens, agent)
    forgetting.flush(agent)
    disk = forgetting.ask(conversation, plan.first_answer_tokens, agent)
    for wanted, stream in (("none", cold), ("hot", hot), ("disk", disk)):
        if stream.cache_source != wanted:
            came = f"{length} tokens that should come from {wanted!r} came from {stream.cache_source!r}"
            raise BenchError(came)
    return cold, hot, disk


def _first_token(triples: Sequence[tuple[Stream, Stream, Stream]]) -> FirstToken:
    cold, hot, disk = ([stream.first_seconds for stream in kind] for kind in zip(*triples, strict=True))
    return FirstToken(
        prompt_tokens=triples[0][0].prompt_tokens,
        cold=Times(cold),
        hot=Times(hot),
        disk=Times(disk),
        cold_over_hot=paired(cold, hot),
        cold_over_disk=paired(cold, disk),
    )
