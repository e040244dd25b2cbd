"""What evaluation asks: held-out strings, one question a case, at a given length of the conversation."""

from collections.abc import Callable
from dataclasses import dataclass

from system.forge import plans, routes, talk, tools
from system.forge.conversation import Encoder, Turn, assistant
from system.forge.facts import Facts
from system.forge.tools import Tool
from system.forge.words import Words

_PROMPT = "You are a helpful assistant."
_LEAST = {
    "recall": 0.99,
    "recall far": 0.97,
    "corrected": 0.97,
    "unknown": 0.97,
    "tool call": 0.97,
    "tool result": 0.99,
    "plan": 0.97,
    "route": 0.95,
    "nobody": 0.95,
    "recall, any capitals": 0.97,
    "tool call, any capitals": 0.97,
    "plan, any capitals": 0.97,
    "route, any capitals": 0.95,
}

Made = tuple[list[Turn], list[Tool], list[Turn], int]
"""What comes first, the tools, the question with its answer, and the amount."""


@dataclass(frozen=True, slots=True)
class Case:
    """A conversation up to the question, the one right answer, and how much there was to keep apart."""

    turns: list[Turn]
    tools: list[Tool]
    expected: str
    amount: int

    def rendered(self) -> list[Turn]:
        """The turns as the chat template lays them out: the tools stand in the first one."""
        if not self.tools:
            return self.turns
        first, *rest = self.turns
        return [Turn("system", f"{first.text}\n{tools.listing(self.tools)}"), *rest]


@dataclass(frozen=True, slots=True)
class Skill:
    """`amount` says what the cases are also counted by; `contexts` are prompt lengths in tokens."""

    name: str
    contexts: tuple[int, ...]
    amount: str
    make: Callable[[Words], Made]
    parts: int = 1

    def least(self, context: int) -> float | None:
        """The share that must be right, if there is a bar."""
        return _LEAST.get("recall far" if self.name == "recall" and context > 512 else self.name)


def _planted(words: Words, count: int) -> tuple[Facts, list[Turn]]:
    facts, turns = Facts(words), list[Turn]()
    while len(facts.told) < count:
        turns += facts.tell(min(count - len(facts.told), words.random.choice((1, 1, 2, 3))))
    return facts, turns


def _recall(words: Words) -> Made:
    count = words.random.randint(1, 6)
    facts, turns = _planted(words, count)
    return turns, [], facts.ask(), count


def _corrected(words: Words) -> Made:
    count = words.random.randint(1, 4)
    facts, turns = _planted(words, count)
    before = dict(facts.told)
    turns += facts.correct()
    key = next(key for key, fact in facts.told.items() if before[key] != fact)
    return turns, [], facts.ask(key), count


def _unknown(words: Words) -> Made:
    count = words.random.randint(0, 4)
    facts, turns = _planted(words, count)
    return turns, [], facts.ask_unknown(), count


def _tool_call(words: Words) -> Made:
    listed = tools.toolset(words)
    question, call, *_ = tools.tool_turn(words, listed)
    chosen = next(tool for tool in listed if f'{{"name": "{tool.name}"' in call.text)
    return [], listed, [question, call], len(chosen.parameters)


def _tool_result(words: Words) -> Made:
    listed = tools.toolset(words)
    return [], listed, tools.tool_turn(words, listed), len(listed)


def _plan(words: Words) -> Made:
    end = plans.plan(words)
    return [], [], end, end[-1].text.count("\n") + 1


def _route(words: Words, *, fits: bool = True) -> Made:
    end = routes.single_route(words, fits=fits)
    return [], [], end, end[0].text.count("\n- ")


def _nobody(words: Words) -> Made:
    return _route(words, fits=False)


def _echo(words: Words) -> Made:
    end = talk.long_echo(words) if words.chance(0.3) else talk.echo(words)
    return [], [], end, 10 * (len(end[-1].text) // 10)


def _in_any_capitals(make: Callable[[Words], Made]) -> Callable[[Words], Made]:
    """The same, asked by people who do not care where capitals belong."""

    def made(words: Words) -> Made:
        words.meet(1.0)
        return make(words)

    return made


SKILLS = (
    Skill("recall", (128, 256, 512, 1000, 2000), "facts", _recall),
    Skill("corrected", (256, 512, 1000), "facts", _corrected),
    Skill("unknown", (256, 512, 1000), "facts", _unknown),
    Skill("tool call", (256, 512, 1000), "arguments", _tool_call),
    Skill("tool result", (512,), "tools", _tool_result),
    Skill("plan", (256, 512), "items", _plan),
    Skill("route", (256, 512), "agents", _route),
    Skill("nobody", (256,), "agents", _nobody),
    Skill("echo", (256,), "characters", _echo),
    Skill("recall, any capitals", (256,), "facts", _in_any_capitals(_recall)),
    Skill("tool call, any capitals", (256,), "arguments", _in_any_capitals(_tool_call)),
    Skill("plan, any capitals", (256,), "items", _in_any_capitals(_plan)),
    Skill("route, any capitals", (256,), "agents", _in_any_capitals(_route)),
)


def case(skill: Skill, context: int, words: Words, encoder: Encoder) -> Case:
    """One case whose prompt has at most `context` tokens: talk fills it up between telling and asking."""
    while True:
        start, listed, end, amount = skill.make(words)
        turns = [Turn("system", _PROMPT), *start]
        made = Case([*turns, *end[:-1]], listed, end[-1].text, amount)
        used = len(encoder.encode(made.rendered())) + len(encoder.encode([assistant("")]))
        if used <= context:
            return Case(
                [*turns, *_filling(context - used, words, encoder), *end[:-1]], listed, end[-1].text, amount
            )


def _filling(tokens: int, words: Words, encoder: Encoder) -> list[Turn]:
    turns, misses = list[Turn](), 0
    while misses < 3:
        more = talk.filler(words)
        size = len(encoder.encode(more))
        if size > tokens:
            misses += 1
            continue
        tokens -= size
        turns += more
    return turns
