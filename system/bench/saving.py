"""What keeping an agent costs: a turn with saving beside the same without, and the bytes on disk."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from system.bench.figures import median, paired
from system.bench.plan import Conversation, Plan, Prompts
from system.bench.systems import Assay

PAIRS_TOKENS = 4000
MOST_PAIRS = 5
FLOAT_BYTES = {"float32": 4, "bfloat16": 2, "float16": 2}


class Turn(msgspec.Struct, frozen=True):
    """One pair: seconds of a turn without an agent, and as an agent's first turn; then until it is on disk.

    The second turn adds to the same conversation: the tokens it computed, and the bytes it left on disk.
    """

    plain_seconds: float
    saving_seconds: float
    flush_seconds: float
    second_tokens: int
    second_bytes: int


class Saving(msgspec.Struct, frozen=True):
    """One conversation length. `added` is the part a turn takes longer when it is saved, by the client's
    clock.

    `bytes_ratio`: bytes written by the second turn over those that its new tokens' keys and values take.
    """

    prompt_tokens: int
    plain_seconds: float
    saving_seconds: float
    added: float
    flush_seconds: float
    second_tokens: float
    second_bytes: float
    bytes_ratio: float
    turns: list[Turn]


def measure_saving(
    plan: Plan,
    server: Assay,
    model: Path,
    lengths: Sequence[int],
    prompts: Prompts,
    step: Callable[[str], None],
) -> list[Saving]:
    """Turns of `plan.turn_tokens`, with and without an agent, first one first and then the other."""
    token_bytes = bytes_of_a_token(model, server.health.engine["dtype"])
    turns: dict[int, list[Turn]] = {length: [] for length in lengths}
    for number in range(plan.length_rounds):
        step(f"saving, round {number + 1} of {plan.length_rounds}")
        for length, own in turns.items():
            for _ in range(pairs_in_a_round(length)):
                own.append(_turn(plan, server, prompts.one(length), length, len(own)))
    return [_saving(length, own, token_bytes) for length, own in turns.items()]


def pairs_in_a_round(prompt_tokens: int) -> int:
    """How many pairs of turns. Short turns of one kind differ by more than saving could add: they need more.

    >>> [pairs_in_a_round(tokens) for tokens in (128, 1000, 3968)]
    [5, 4, 1]
    """
    return min(MOST_PAIRS, max(1, PAIRS_TOKENS // prompt_tokens))


def bytes_of_a_token(model: Path, dtype: str) -> int:
    """Bytes of one token's keys and values in all layers, from the model's config.json."""
    config = json.loads((model / "config.json").read_text())
    heads = config.get("num_key_value_heads", config["num_attention_heads"])
    size = config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    return int(2 * config["num_hidden_layers"] * heads * size * FLOAT_BYTES[dtype])


def _turn(plan: Plan, server: Assay, conversation: Conversation, length: int, number: int) -> Turn:
    agent = f"saving-{length}-{number}"
    order = ("", agent) if number % 2 else (agent, "")
    seconds, flush_seconds = {}, 0.0
    for name in order:
        seconds[name] = server.ask(conversation, plan.turn_tokens, name).seconds
        if name:
            flush_seconds = _flush(server, agent)
    before = _files(server.home)
    grown = [
        *conversation,
        {"role": "assistant", "content": "Noted."},
        {"role": "user", "content": "And now?"},
    ]
    second = server.ask(grown, plan.turn_tokens, agent)
    _flush(server, agent)
    after = _files(server.home)
    return Turn(
        plain_seconds=seconds[""],
        saving_seconds=seconds[agent],
        flush_seconds=flush_seconds,
        second_tokens=second.prompt_tokens + second.tokens - second.cached_tokens,
        second_bytes=sum(size for path, (size, *_) in after.items() if before.get(path) != after[path]),
    )


def _flush(server: Assay, agent: str) -> float:
    started = time.perf_counter()
    server.flush(agent)
    return time.perf_counter() - started


def _files(home: Path) -> dict[Path, tuple[int, int, int]]:
    """Every file below: bytes, and what tells a file that was written from one that was not."""
    stats = {path: path.stat() for path in home.rglob("*") if path.is_file()}
    return {path: (stat.st_size, stat.st_mtime_ns, stat.st_ino) for path, stat in stats.items()}


def _saving(length: int, turns: Sequence[Turn], token_bytes: int) -> Saving:
    plain, saving = [turn.plain_seconds for turn in turns], [turn.saving_seconds for turn in turns]
    return Saving(
        prompt_tokens=length,
        plain_seconds=median(plain),
        saving_seconds=median(saving),
        added=paired(saving, plain) - 1,
        flush_seconds=median(turn.flush_seconds for turn in turns),
        second_tokens=median(turn.second_tokens for turn in turns),
        second_bytes=median(turn.second_bytes for turn in turns),
        bytes_ratio=median(turn.second_bytes / (turn.second_tokens * token_bytes) for turn in turns),
        turns=list(turns),
    )
