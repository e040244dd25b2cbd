"""Prompts asked again and again by the same agents: cold, from memory, from disk; and where answers part."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from steps.drivers import messages, requests
from steps.drivers.client import CHAT, COMPLETIONS
from steps.drivers.crowd import in_turn
from steps.drivers.parity import ANSWER_TOKENS, AT_A_TIME, Prompt, counted, message_body, spoiled
from steps.drivers.requests import Json
from steps.drivers.world import World

SHORTER = {"max_tokens": 24}
"""What completions and messages may take, where a prompt does not say."""
SOMEWHERE = "somewhere"
"""Anthropic's API says how much was reused, and not from where."""


@dataclass(frozen=True)
class Told:
    """What a prompt was answered, each way; of how many tokens it is; what it reused; what is wrong."""

    asked: Json
    ways: list[Any]
    tokens: int
    source: str
    faults: list[str]

    def differences(self) -> list[str]:
        """Where both ways part, and what is wrong."""
        one, other = self.ways
        return self.faults + ([f"{one} and {other}"] if one != other else [])


@dataclass
class Rounds:
    """Prompts asked in every mode, whole and streamed, each in the name of an agent of its own."""

    world: World
    persona: str
    prompts: Sequence[Prompt]
    rounds: list[list[Told]] = field(default_factory=list)
    seconds: float = 0.0

    def ask(self) -> None:
        """All of them once more, nine at a time.

        No message is drawn, since none takes a seed, and a completion of one token has nothing to reuse.
        Messages come after chats, whose blocks some of theirs are.
        """
        chats = [self._task(_openai, CHAT, *each) for each in self.prompts]
        others = [
            self._task(_openai, COMPLETIONS, text, SHORTER | dict(given))
            for text, given in self.prompts
            if text.strip()
        ]
        others += [
            self._task(_message, messages.MESSAGES, text, SHORTER | dict(given))
            for text, given in self.prompts
            if "seed" not in given
        ]
        started = time.monotonic()
        self.rounds.append([*in_turn(chats, AT_A_TIME), *in_turn(others, AT_A_TIME)])
        self.seconds += time.monotonic() - started

    def _task(
        self, ask: Callable[..., Told], path: str, text: str, given: Mapping[str, Any]
    ) -> Callable[[], Told]:
        number = [each for each, _ in self.prompts].index(text)
        return partial(ask, self.world, self.persona, path, (text, given), f"{self.persona} {path} {number}")

    def differences(self) -> list[str]:
        """Where any answer parts from the first one to the same, and what should be in none."""
        found = [
            f"{told.asked}: {fault}" for round_ in self.rounds for told in round_ for fault in told.faults
        ]
        return found + [
            f"{told.asked}, round {number}: {way} instead of {first.ways[0]}"
            for number, round_ in enumerate(self.rounds, 1)
            for first, told in zip(self.rounds[0], round_, strict=True)
            for way in told.ways
            if way != first.ways[0]
        ]

    def sources(self) -> list[set[str]]:
        """Where the whole answers of each round reused tokens from."""
        return [{told.source for told in round_} for round_ in self.rounds]


def _openai(world: World, persona: str, path: str, prompt: Prompt, agent: str) -> Told:
    one, (text, given) = requests.caller(world, persona), prompt
    body_of = one.chat_body if path == CHAT else one.prompt_body
    pair = one.ask_both_ways(
        body_of(text, {"max_tokens": ANSWER_TOKENS, **given, "prompt_cache_key": agent}), path
    )
    usages = (pair.answer["usage"], pair.transcript.usage or {})
    ways = [
        (choices, counted(usage))
        for choices, usage in zip((pair.choices, pair.streamed_choices), usages, strict=True)
    ]
    faults = spoiled(pair, list(world.model.control_tokens.values()))
    source = usages[0]["prompt_tokens_details"]["cache_source"]
    return Told(pair.body, ways, sum(counted(usages[0])), source, faults)


def _message(world: World, persona: str, path: str, prompt: Prompt, agent: str) -> Told:
    one = messages.caller(world, persona)
    body = message_body(one, prompt, metadata={"user_id": agent})
    whole, streamed = one.whole(body), one.streamed(body).message()
    ways = [(each.said, each.prompt_tokens, each.usage["output_tokens"]) for each in (whole, streamed)]
    shown = [f"{mark} is shown" for mark in world.model.control_tokens.values() if mark in whole.text]
    source = SOMEWHERE if whole.usage["cache_read_input_tokens"] else "none"
    return Told(body, ways, sum(ways[0][1:]), source, shown)


def filled(world: World, persona: str, tokens: int, answer: int) -> list[Told]:
    """A chat and a message that leave room for an answer of so many tokens in a context of `tokens`.

    Only the first is computed whole: all are in the name of one agent.
    """
    text, agent = messages.caller(world, persona).filling(tokens - answer), f"{persona} {world.number}"
    chat = _openai(world, persona, CHAT, (text, world.model.endless(answer)), agent)
    return [chat, _message(world, persona, messages.MESSAGES, (text, {"max_tokens": answer}), agent)]
