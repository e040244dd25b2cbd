"""A set of prompts asked in every mode, whole and as a stream, and where any two answers part."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from steps.drivers import messages, requests
from steps.drivers.client import CHAT, COMPLETIONS
from steps.drivers.crowd import in_turn
from steps.drivers.world import World

AT_A_TIME = 4
ANSWER_TOKENS = 24
DRAWN = {"temperature": 1, "seed": 11}

Prompt = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Parity:
    """How many requests were answered both ways in how many seconds, and a sentence for each difference."""

    asked: int
    seconds: float
    differences: list[str]


def parity(world: World, persona: str, prompts: Sequence[Prompt]) -> Parity:
    """Each prompt as a chat and a completion, greedy and drawn with a seed, and as a greedy message.

    `prompts` are texts with further parameters; four are asked at a time.
    """
    hidden = list(world.pool.model.control_tokens.values())
    tasks = [
        *(
            partial(_chat, world, persona, prompt, drawn, hidden)
            for prompt in prompts
            for drawn in ({}, DRAWN)
        ),
        *(
            partial(_text, world, persona, prompt, drawn, hidden)
            for prompt in prompts
            for drawn in ({}, DRAWN)
        ),
        *(partial(_message, world, persona, prompt, hidden) for prompt in prompts),
    ]
    started = time.monotonic()
    found = in_turn(tasks, AT_A_TIME)
    return Parity(len(tasks), time.monotonic() - started, [each for faults in found for each in faults])


def _chat(
    world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> list[str]:
    one = requests.caller(world, persona)
    body = one.chat_body(prompt[0], {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn})
    return _parted(one.ask_both_ways(body, CHAT), hidden)


def _text(
    world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> list[str]:
    one = requests.caller(world, persona)
    body = one.prompt_body(prompt[0], {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn})
    return _parted(one.ask_both_ways(body, COMPLETIONS), hidden)


def _parted(pair: requests.Pair, hidden: list[str]) -> list[str]:
    shown = [mark for mark in hidden if mark in pair.text]
    faults = pair.differences() + [f"{mark} is shown" for mark in shown]
    return [f"{pair.path} {pair.body}: {fault}" for fault in faults]


def _message(world: World, persona: str, prompt: Prompt, hidden: list[str]) -> list[str]:
    one = messages.caller(world, persona)
    stops = {"stop_sequences": prompt[1]["stop"]} if "stop" in prompt[1] else {}
    body = one.body(prompt[0], {"max_tokens": ANSWER_TOKENS, **stops})
    whole, streamed = one.whole(body), one.streamed(body).message()
    faults = [f"{mark} is shown" for mark in hidden if mark in whole.text]
    faults += [f"{whole} and {streamed}"] if whole != streamed else []
    return [f"{body}: {fault}" for fault in faults]
