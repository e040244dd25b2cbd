"""Rows for training: conversations of a given length, dense with questions whose answers are learned."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from system.forge import plans, routes, talk, tools
from system.forge.conversation import Encoder, Tokens, Turn
from system.forge.facts import Facts
from system.forge.words import Words

_SHORTEST_FAR = 256
_RANDOM_REPETITION = 0.4
_PROMPTS = (
    "You are a helpful assistant.",
    "You are a helpful assistant.",
    "Answer briefly.",
    "Be brief.",
    "You help.",
)


@dataclass(frozen=True, slots=True)
class Mix:
    """How rows are mixed at one moment of training: weights of skills, and shares (0..1) of kinds of rows.

    `corrections` (0..1) is added to how likely a fact is given a new value; `capitals` (0..1) is the share of
    people who type them anywhere.
    """

    skills: dict[str, float]
    with_tools: float
    far: float
    repeats: float
    easy: float
    hard: float
    growth: float
    corrections: float = 0.0
    capitals: float = 0.0


class Conversation:
    """One conversation as it grows: its facts, its tools, its persona."""

    def __init__(self, words: Words, growth: float, *, with_tools: bool) -> None:
        self.words, self._growth = words, growth
        words.meet(words.capitals)
        self.facts = Facts(words)
        self.tools = tools.toolset(words) if with_tools else []
        self.persona = talk.Persona(words) if words.chance(0.4) else None
        self.roster: routes.Roster | None = None

    def opening(self) -> list[Turn]:
        """The system turn, if there is one: persona or plain prompt, facts, agents, tools."""
        words = self.words
        parts = (
            [self.persona.prompt]
            if self.persona
            else [words.random.choice(_PROMPTS)]
            if words.chance(0.45)
            else []
        )
        parts += (
            [self.facts.state().rstrip(".") + "." for _ in range(words.random.randint(1, 3))]
            if words.chance(0.12)
            else []
        )
        lines = [" ".join(parts)] if parts else []
        if words.chance(0.06):
            self.roster = routes.roster(words, self._growth)
            lines.append(self.roster.text)
        if self.tools:
            lines.append(tools.listing(self.tools))
        return [Turn("system", "\n".join(lines))] if lines else []

    def recall(self) -> list[Turn]:
        known = len(self.facts.told)
        if not known or (known < 10 and self.words.chance(0.3)):
            return self.facts.tell()
        correcting = 0.22 + 0.13 * self.words.hard + self.words.corrections
        return self.facts.correct() if self.words.chance(correcting) else self.facts.ask()

    def unknown(self) -> list[Turn]:
        return self.facts.ask_unknown()

    def tool(self) -> list[Turn]:
        if not self.tools:
            return tools.refused_request(self.words, []) if self.words.chance(0.15) else self.recall()
        return (
            tools.refused_request(self.words, self.tools)
            if self.words.chance(0.03)
            else tools.tool_turn(self.words, self.tools)
        )

    def plan(self) -> list[Turn]:
        return plans.plan(self.words)

    def route(self) -> list[Turn]:
        if self.roster and self.words.chance(0.7):
            text, answer = routes.task(self.words, self.roster, fits=not self.words.chance(0.12))
            return [Turn("user", text), Turn("assistant", answer)]
        return routes.route(self.words, self._growth)

    def echo(self) -> list[Turn]:
        return talk.long_echo(self.words) if self.words.chance(0.12) else talk.echo(self.words)

    def talk(self) -> list[Turn]:
        if self.words.chance(0.4):
            return self.persona.asked() if self.persona else talk.nameless(self.words)
        return talk.filler(self.words)


class Corpus:
    """An endless, seeded source of rows."""

    def __init__(self, words: Words, encoder: Encoder, vocabulary_size: int) -> None:
        self.words, self._encoder, self._vocabulary = words, encoder, vocabulary_size
        self._random = random.Random(words.random.random())

    def row(self, length: int, mix: Mix) -> Tokens:
        """About `length` tokens: mixed conversation, one with its questions far off, or plain repetition."""
        self.words.easy, self.words.hard = mix.easy, mix.hard
        self.words.corrections, self.words.capitals = mix.corrections, mix.capitals
        kind = self._random.random()
        if kind < mix.repeats:
            return self._repetition(length)
        far = kind < mix.repeats + mix.far and length >= _SHORTEST_FAR
        return self._far(length, mix) if far else self._mixed(length, mix)

    def _repetition(self, length: int) -> Tokens:
        """The same tokens again and again: random ones, or prose, where after a space only the past helps."""
        count = self._random.randint(6, max(7, length // 3))
        if self._random.random() < _RANDOM_REPETITION:
            ids = [self._random.randrange(3, self._vocabulary) for _ in range(count)]
        else:
            prose = self.words.sentence(count // 2, count)
            ids = self._encoder.tokenizer.encode(prose).ids[:count]
        count, times = len(ids), max(2, length // len(ids))
        return Tokens(ids * times, [False] * count + [True] * (count * (times - 1)))

    def _mixed(self, length: int, mix: Mix) -> Tokens:
        chat, opening = self._opened(length, mix)
        names = list(mix.skills)
        weights = [mix.skills[name] for name in names]
        if self.words.chance(0.5):
            favoured = self._random.sample(names, 2)
            weights = [w * (4 if name in favoured else 0.3) for name, w in zip(names, weights, strict=True)]
        makers: dict[str, Callable[[], list[Turn]]] = {name: getattr(chat, name) for name in names}

        def turns() -> Iterator[list[Turn]]:
            while True:
                yield makers[self._random.choices(names, weights)[0]]()

        return self._filled(opening, length, turns(), misses=3)

    def _opened(self, length: int, mix: Mix) -> tuple[Conversation, Tokens]:
        """A conversation whose system turn leaves at least half the row to questions."""
        while True:
            chat = Conversation(self.words, mix.growth, with_tools=self.words.chance(mix.with_tools))
            opening = self._encoder.encode(chat.opening())
            if len(opening) <= length // 2:
                return chat, opening

    def _far(self, length: int, mix: Mix) -> Tokens:
        """Facts or tools first, then filler, the questions at the very end."""
        words, kind = self.words, self._random.random()
        if self.words.chance(0.4):
            length = self._random.randint(length // 3, length)
        chat = Conversation(words, mix.growth, with_tools=0.5 <= kind < 0.85)
        start, end = chat.opening(), list[Turn]()
        if kind < 0.5:
            end = self._far_facts(chat, start)
        elif kind < 0.85:
            for _ in range(words.random.choice((1, 2, 3))):
                end += tools.tool_turn(words, chat.tools)
        else:
            for _ in range(words.random.choice((1, 2, 3))):
                end += chat.plan() if words.chance(0.5) else chat.route()
        tail = self._encoder.encode(end)
        head = self._encoder.encode(start)

        def turns() -> Iterator[list[Turn]]:
            while True:
                yield talk.filler(words)

        return self._filled(head, length - len(tail), turns(), misses=1) + tail

    @staticmethod
    def _far_facts(chat: Conversation, start: list[Turn]) -> list[Turn]:
        words = chat.words
        for _ in range(words.random.choice((1, 2, 2, 3, 4))):
            start += chat.facts.tell()
        while words.chance(0.45 + 0.2 * words.hard + words.corrections):
            start += chat.facts.correct() if words.chance(0.7) else talk.filler(words)
        keys = list(chat.facts.told)
        words.random.shuffle(keys)
        end: list[Turn] = []
        for key in keys[:8]:
            if words.chance(0.15):
                end += chat.facts.ask_unknown()
            end += chat.facts.ask(key)
        if words.chance(0.25):
            end += chat.facts.correct() + chat.facts.ask()
        return end

    def _filled(self, tokens: Tokens, length: int, turns: Iterator[list[Turn]], misses: int) -> Tokens:
        """`tokens` and as many further turns as fit; ends after `misses` groups of turns that did not.

        A group that tells something and does not fit ends the row: left out, it would yet be asked about.
        """
        for group in turns:
            more = self._encoder.encode(group)
            if len(tokens) + len(more) <= length:
                tokens = tokens + more
                continue
            misses -= 1
            if misses <= 0 or group[-1].text == "Noted.":
                return tokens
        return tokens
