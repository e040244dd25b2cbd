"""Routing: from a list of described agents, the one whose keyword the task names.

An agent is a line `- poems, songs -> poet`; the answer copies that line from the task's keyword on
(`songs -> poet`). So choosing is a step of copying, which a small model learns; giving the bare name is not.
Exactly one keyword of exactly one agent stands in the task, or none at all.
"""

from dataclasses import dataclass

from system.forge.conversation import Turn, exchange, user
from system.forge.words import Words

NOBODY = "none -> nobody"
_TASKS = (
    "{k} {w}", "{w} {k}", "{k}", "please {w} {k}", "{w} the {k}", "{w} some {k} about {w}",
    "{w} the {k} in the {w}", "help me with the {k}", "help with {k} for {w}", "I need {k} for the {w}",
    "I want some {k}", "{k} for the {w}", "{w} {w} {k}", "{w} {k} {w}", "{k} {w} {w}", "{w} a {w} of {k}",
    "write some {k} about {w}", "write {k}", "fix the {k} in the {w}", "make {k} for {w}",
    "find {k} near the {w}", "my {w} needs {k}", "can you {w} the {k} with {w}",
)  # fmt: skip
_ASKS = (
    "\nWhich agent?",
    "\nWhich agent?",
    "\nWhich agent?",
    "\nAgent?",
    "\nWho should do it?",
    "\nWhich agent fits?",
    "",
)


@dataclass(frozen=True, slots=True)
class Roster:
    """Agents by name with their keywords, as they were listed."""

    agents: list[tuple[str, list[str]]]
    taken: set[str]

    @property
    def text(self) -> str:
        return "Agents:\n" + "\n".join(f"- {', '.join(keywords)} -> {name}" for name, keywords in self.agents)


def _agent_name(words: Words, taken: set[str]) -> str:
    name, kind = words.distinct(1, taken)[0], words.random.random()
    if kind < 0.65:
        return name
    if kind < 0.85:
        ending = words.random.choice((words.digits(1, 2), words.word(), "agent"))
        return f"{name}{words.random.choice('-_')}{ending}"
    return name.capitalize()


def roster(words: Words, growth: float = 1.0) -> Roster:
    """Two to six agents of one to four keywords; `growth` (0..1) is how far the curriculum has come."""
    reach = growth * words.random.random() ** 0.5
    taken: set[str] = set()
    agents = []
    for _ in range(words.random.randint(2, 2 + round(4 * reach))):
        name = _agent_name(words, taken)
        agents.append((name, words.distinct(words.random.randint(1, 1 + round(3 * reach)), taken)))
    return Roster(agents, taken)


def task(words: Words, roster: Roster, *, fits: bool = True) -> tuple[str, str]:
    """What is to be done, and the answer that names the agent."""
    name, keywords = words.random.choice(roster.agents)
    keyword, answer = words.distinct(1, roster.taken)[0], NOBODY
    if fits:
        place = words.random.randrange(len(keywords))
        keyword, answer = keywords[place], f"{', '.join(keywords[place:])} -> {name}"
    text = words.random.choice(_TASKS)
    while "{w}" in text:
        text = text.replace("{w}", words.distinct(1, roster.taken)[0], 1)
    text = words.cased(text.replace("{k}", keyword), 0.2 + 0.2 * words.hard)
    lead = words.random.choice(("Task: ", "Task: ", "Task: ", "Request: "))
    said = f"{lead}{text}{words.random.choice(('', '.', '', '?'))}{words.random.choice(_ASKS)}"
    return words.casing()(said), answer


def route(words: Words, growth: float = 1.0, *, fits: bool | None = None) -> list[Turn]:
    """A list of agents and one task in a turn; often further tasks for the same agents in turns after it."""
    agents = roster(words, growth)
    turns: list[Turn] = []
    for number in range(words.random.choice((1, 1, 2, 3))):
        text, answer = task(words, agents, fits=not words.chance(0.2) if fits is None else fits)
        turns += exchange(text if number else f"{agents.text}\n{text}", answer)
    return turns


def single_route(words: Words, *, fits: bool = True) -> list[Turn]:
    """One list, one task: what evaluation asks."""
    agents = roster(words)
    text, answer = task(words, agents, fits=fits)
    return [user(f"{agents.text}\n{text}"), Turn("assistant", answer)]
