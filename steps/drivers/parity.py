"""A set of prompts asked in every mode, whole and as a stream, and where any two answers part."""

import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from steps.drivers import messages, requests
from steps.drivers.client import CHAT, COMPLETIONS
from steps.drivers.commands import run
from steps.drivers.crowd import in_turn
from steps.drivers.world import World

AT_A_TIME = 9
"""Each has eight neighbours."""
COMMANDS_AT_A_TIME = 2
ANSWER_TOKENS = 48
"""Room for what a model thinks first, and for words of other scripts, byte by byte."""
DRAWN = {"temperature": 1, "seed": 11}
THOUGHTS = {"include_reasoning": True}

Prompt = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Parity:
    """How many requests were answered both ways in how many seconds, and a sentence for each difference."""

    asked: int
    seconds: float
    differences: list[str]


def parity(world: World, persona: str, prompts: Sequence[Prompt]) -> Parity:
    """Each prompt as a chat and a completion, greedy and drawn with a seed, as a message and by command.

    Chats that are drawn tell what the model thinks, too.
    `prompts` are texts with further parameters; nine are asked at a time. Messages are greedy, and a command
    takes no prompt of nothing but white space.
    """
    hidden = list(world.model.control_tokens.values())
    asked = [
        *(
            partial(_openai, CHAT, world, persona, each, drawn, hidden)
            for each in prompts
            for drawn in ({}, DRAWN | THOUGHTS)
        ),
        *(
            partial(_openai, COMPLETIONS, world, persona, each, drawn, hidden)
            for each in prompts
            for drawn in ({}, DRAWN)
        ),
        *(partial(_message, world, persona, each, hidden) for each in prompts),
    ]
    said = [each for each in prompts if each[0].strip()]
    commands = [
        partial(_command, world, persona, each, drawn, hidden) for each in said for drawn in ({}, DRAWN)
    ]
    started = time.monotonic()
    found = [*in_turn(asked, AT_A_TIME), *in_turn(commands, COMMANDS_AT_A_TIME)]
    return Parity(len(found), time.monotonic() - started, [each for faults in found for each in faults])


@dataclass
class Rounds:
    """Prompts asked as chats, whole and streamed, each in the name of an agent of its own, in `seconds`."""

    world: World
    persona: str
    prompts: Sequence[Prompt]
    rounds: list[list[requests.Pair]] = field(default_factory=list)
    seconds: float = 0.0

    def ask(self) -> None:
        """All of them once more, nine at a time."""
        one = requests.caller(self.world, self.persona)
        tasks = [
            partial(one.ask_both_ways, one.chat_body(text, self._in_its_name(number, parameters)))
            for number, (text, parameters) in enumerate(self.prompts)
        ]
        started = time.monotonic()
        self.rounds.append(in_turn(tasks, AT_A_TIME))
        self.seconds += time.monotonic() - started

    def _in_its_name(self, number: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return {"max_tokens": ANSWER_TOKENS, **parameters, "prompt_cache_key": f"{self.persona}-{number}"}

    def differences(self) -> list[str]:
        """Where any answer to a prompt parts from the first one, in what it says and in what it counts."""
        return [
            f"{pair.body}, round {number}: {fault}"
            for number, pairs in enumerate(self.rounds, 1)
            for first, pair in zip(self.rounds[0], pairs, strict=True)
            for fault in _parted_from(first, pair)
        ]

    def sources(self) -> list[set[str]]:
        """Where the whole answers of each round reused tokens from."""
        return [
            {pair.answer["usage"]["prompt_tokens_details"]["cache_source"] for pair in pairs}
            for pairs in self.rounds
        ]


def _parted_from(first: requests.Pair, pair: requests.Pair) -> list[str]:
    (wanted,), counted = first.choices, _counted(first.answer["usage"])
    ways = ((pair.choices, pair.answer["usage"]), (pair.streamed_choices, pair.transcript.usage or {}))
    faults = [fault for choices, _ in ways for choice in choices for fault in wanted.differences(choice)]
    return faults + [f"usage: {counted} and {usage}" for _, usage in ways if _counted(usage) != counted]


def _counted(usage: Mapping[str, Any]) -> list[Any]:
    return [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]


def _openai(
    path: str, world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> list[str]:
    one = requests.caller(world, persona)
    body_of = one.chat_body if path == CHAT else one.prompt_body
    body = body_of(prompt[0], {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn})
    return _parted(one.ask_both_ways(body, path), hidden)


def _parted(pair: requests.Pair, hidden: list[str]) -> list[str]:
    told = f"{pair.text}{pair.choices[0].reasoning}"
    shown = [mark for mark in hidden if mark in told]
    faults = pair.differences() + [f"{mark} is shown" for mark in shown]
    if pair.transcript.read_by_httpx_sse() != pair.transcript.data:
        faults.append("httpx-sse reads other events")
    return [f"{pair.path} {pair.body}: {fault}" for fault in faults]


def _message(world: World, persona: str, prompt: Prompt, hidden: list[str]) -> list[str]:
    one = messages.caller(world, persona)
    stops = {"stop_sequences": prompt[1]["stop"]} if "stop" in prompt[1] else {}
    body = one.body(prompt[0], {"max_tokens": prompt[1].get("max_tokens", ANSWER_TOKENS), **stops})
    whole, streamed = one.whole(body), one.streamed(body).message()
    faults = [f"{mark} is shown" for mark in hidden if mark in whole.text]
    faults += [f"{whole} and {streamed}"] if whole != streamed else []
    return [f"{body}: {fault}" for fault in faults]


def _command(
    world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> list[str]:
    """`assay run`, which must print what the API answers, whole and streaming, and end its last line.

    Drawn, it is asked for programs: text, reason and counts must be the API's.
    """
    parameters = {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn}
    one = requests.caller(world, persona)
    told = one.reply(one.chat_body(prompt[0], parameters))
    stops = [f"--stop {shlex.quote(stop)}" for stop in parameters.get("stop", [])]
    luck = f"--temperature {parameters.get('temperature', 0)}" + (f" --seed {drawn['seed']}" if drawn else "")
    options = [luck, f"--max-tokens {parameters['max_tokens']}", *stops]
    line = f"assay run default {shlex.quote(prompt[0])} {' '.join(options)} --server {world.server.url}"
    faults = [f"{mark} is shown" for mark in hidden if mark in told.text]
    if drawn:
        faults += _mistold(run(f"{line} --json").json["data"], told)
    else:
        printed = [run(f"{line} {way}").stdout for way in ("--no-stream", "--stream")]
        wanted = told.text.removesuffix("\n") + "\n"
        faults += [f"{text!r} instead of {wanted!r}" for text in printed if text != wanted]
    return [f"{line}: {fault}" for fault in faults]


def _mistold(data: Mapping[str, Any], told: requests.Reply) -> list[str]:
    """Where the command's envelope parts from the API's answer: text, reason, counts."""
    said = (data["text"], data["finish_reason"], *_counted(data["usage"]))
    wanted = (told.text, told.choice.finish_reason, *_counted(told.body["usage"]))
    return [f"{said} instead of {wanted}"] if said != wanted else []
