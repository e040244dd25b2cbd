"""A set of prompts asked in every mode, whole and as a stream, and where any two answers part."""

import re
import shlex
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from steps.drivers import messages, requests
from steps.drivers.anthropic_client import AnthropicClient
from steps.drivers.client import CHAT, COMPLETIONS
from steps.drivers.commands import Run, run
from steps.drivers.crowd import in_turn
from steps.drivers.openai_client import OpenAIClient
from steps.drivers.world import World

AT_A_TIME = 9
"""Each has eight neighbours."""
COMMANDS_AT_A_TIME = 2
ANSWER_TOKENS = 48
"""Room for what a model thinks first, and for words of other scripts, byte by byte."""
DRAWN = {"temperature": 1, "seed": 11}
THOUGHTS = {"include_reasoning": True}
TOLD_COUNTS = re.compile(r"([\d,]+) prompt tokens \(.*? from cache\), ([\d,]+) answered")
TOLD_CUT = "the answer was cut at its limit"

Prompt = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Parity:
    """How many requests were answered both ways in how many seconds, and a sentence for each difference."""

    asked: int
    seconds: float
    differences: list[str]


def parity(world: World, persona: str, prompts: Sequence[Prompt]) -> Parity:
    """Each prompt as a chat and a completion, greedy and drawn with a seed, as a message and by command.

    Chats that are drawn tell what the model thinks, too; greedy ones and messages, which all are, are also
    read by the stock clients. `prompts` are texts with further parameters; nine are asked at a time. Nothing
    but white space is no command's prompt.
    """
    hidden = list(world.model.control_tokens.values())
    openai = OpenAIClient(world.server.url, None, world.pool.target.model)
    anthropic = AnthropicClient(world.server.url, None, world.pool.target.model)
    asked = [
        *(partial(_chat, world, persona, each, hidden, openai) for each in prompts),
        *(partial(_openai, CHAT, world, persona, each, DRAWN | THOUGHTS, hidden) for each in prompts),
        *(
            partial(_openai, COMPLETIONS, world, persona, each, drawn, hidden)
            for each in prompts
            for drawn in ({}, DRAWN)
        ),
        *(partial(_message, world, persona, each, hidden, anthropic) for each in prompts),
    ]
    said = [each for each in prompts if each[0].strip()]
    commands = [
        partial(command, world, persona, each, hidden)
        for number, each in enumerate(said)
        for command in (_greedy_command, (_command_for_programs, _drawn_command)[number % 2])
    ]
    started = time.monotonic()
    with closing(openai), closing(anthropic):
        found = [*in_turn(asked, AT_A_TIME), *in_turn(commands, COMMANDS_AT_A_TIME)]
    return Parity(len(found), time.monotonic() - started, [each for faults in found for each in faults])


def _chat(world: World, persona: str, prompt: Prompt, hidden: list[str], stock: OpenAIClient) -> list[str]:
    """A greedy chat, whose stream OpenAI's own package reads, too."""
    one = requests.caller(world, persona)
    pair = one.ask_both_ways(one.chat_body(prompt[0], {"max_tokens": ANSWER_TOKENS, **prompt[1]}))
    choice, tokens = pair.choices[0], pair.answer["usage"]["completion_tokens"]
    wanted = (choice.text, [choice.finish_reason], tokens)
    read = stock.read(pair.body)
    strange = [f"{pair.body}: OpenAI's client reads {read} instead of {wanted}"] if read != wanted else []
    return parted(pair, hidden) + strange


def _openai(
    path: str, world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> list[str]:
    one = requests.caller(world, persona)
    body_of = one.chat_body if path == CHAT else one.prompt_body
    body = body_of(prompt[0], {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn})
    return parted(one.ask_both_ways(body, path), hidden)


def parted(pair: requests.Pair, hidden: list[str]) -> list[str]:
    """Where both ways part, and what should be in neither."""
    return [f"{pair.path} {pair.body}: {fault}" for fault in pair.differences() + spoiled(pair, hidden)]


def spoiled(pair: requests.Pair, hidden: list[str]) -> list[str]:
    """Which hidden marks are shown, and whether httpx-sse reads other events than those that came."""
    told = f"{pair.text}{pair.choices[0].reasoning}"
    shown = [f"{mark} is shown" for mark in hidden if mark in told]
    same = pair.transcript.read_by_httpx_sse() == pair.transcript.data
    return shown if same else [*shown, "httpx-sse reads other events"]


def _message(
    world: World, persona: str, prompt: Prompt, hidden: list[str], stock: AnthropicClient
) -> list[str]:
    """A message, whose stream Anthropic's own package reads, too."""
    one = messages.caller(world, persona)
    body = message_body(one, prompt)
    whole, streamed = one.whole(body), one.streamed(body).message()
    read, wanted = stock.read(body), (whole.text, whole.stop_reason, whole.usage["output_tokens"])
    faults = [f"{mark} is shown" for mark in hidden if mark in whole.text]
    faults += [f"{whole} and {streamed}"] if whole != streamed else []
    faults += [f"Anthropic's client reads {read} instead of {wanted}"] if read != wanted else []
    return [f"{body}: {fault}" for fault in faults]


def message_body(one: messages.Caller, prompt: Prompt, **parameters: Any) -> requests.Json:
    """A prompt as Anthropic's API takes it: what ends it and how long it may be are called otherwise."""
    text, given = prompt
    stops = {"stop_sequences": given["stop"]} if "stop" in given else {}
    return one.body(text, {"max_tokens": given.get("max_tokens", ANSWER_TOKENS), **stops, **parameters})


def _greedy_command(world: World, persona: str, prompt: Prompt, hidden: list[str]) -> list[str]:
    """`assay run`, whole and streaming, must print what the API answers and end its last line."""
    line, told, shown = _line(world, persona, prompt, {}, hidden)
    whole, streamed = run(f"{line} --no-stream --verbose"), run(f"{line} --stream")
    faults = shown + _misprinted(whole, told) + _misprinted(streamed, told) + _miscounted(whole, told)
    return [f"{line}: {fault}" for fault in faults]


def _drawn_command(world: World, persona: str, prompt: Prompt, hidden: list[str]) -> list[str]:
    """The same with a seed, streaming."""
    line, told, shown = _line(world, persona, prompt, DRAWN, hidden)
    ran = run(f"{line} --stream --verbose")
    return [f"{line}: {fault}" for fault in shown + _misprinted(ran, told) + _miscounted(ran, told)]


def _command_for_programs(world: World, persona: str, prompt: Prompt, hidden: list[str]) -> list[str]:
    """The same with a seed, as JSON: text, reason and counts must be the API's."""
    line, told, shown = _line(world, persona, prompt, DRAWN, hidden)
    return [f"{line}: {fault}" for fault in shown + _mistold(run(f"{line} --json").json["data"], told)]


def _line(
    world: World, persona: str, prompt: Prompt, drawn: Mapping[str, Any], hidden: list[str]
) -> tuple[str, requests.Reply, list[str]]:
    """The command, what the API answers to the same, and the hidden marks that it shows."""
    parameters = {"max_tokens": ANSWER_TOKENS, **prompt[1], **drawn}
    one = requests.caller(world, persona)
    told = one.reply(one.chat_body(prompt[0], parameters))
    stops = [f"--stop {shlex.quote(stop)}" for stop in parameters.get("stop", [])]
    luck = f"--temperature {parameters.get('temperature', 0)}" + (f" --seed {drawn['seed']}" if drawn else "")
    options = [luck, f"--max-tokens {parameters['max_tokens']}", *stops]
    line = f"assay run default {shlex.quote(prompt[0])} {' '.join(options)} --server {world.server.url}"
    return line, told, [f"{mark} is shown" for mark in hidden if mark in told.text]


def _misprinted(ran: Run, told: requests.Reply) -> list[str]:
    wanted = told.text.removesuffix("\n") + "\n"
    return [f"{ran.stdout!r} instead of {wanted!r}"] if ran.stdout != wanted else []


def _miscounted(ran: Run, told: requests.Reply) -> list[str]:
    """Where what people are told on stderr parts from the API's answer: counts, and whether it was cut."""
    counts = TOLD_COUNTS.search(ran.stderr)
    said = (
        [int(count.replace(",", "")) for count in counts.groups()] if counts else [],
        TOLD_CUT in ran.stderr,
    )
    wanted = (counted(told.body["usage"]), told.choice.finish_reason == "length")
    return [f"{said} on stderr instead of {wanted}"] if said != wanted else []


def _mistold(data: Mapping[str, Any], told: requests.Reply) -> list[str]:
    """Where the command's envelope parts from the API's answer: text, reason, counts."""
    said = (data["text"], data["finish_reason"], *counted(data["usage"]))
    wanted = (told.text, told.choice.finish_reason, *counted(told.body["usage"]))
    return [f"{said} instead of {wanted}"] if said != wanted else []


def counted(usage: Mapping[str, Any]) -> list[Any]:
    """The tokens of the prompt and of the answer."""
    return [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
