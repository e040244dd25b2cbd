"""Tool calls: the right one of several listed tools, its arguments from the request, its result answered.

Contents that could swallow the words after them (" to ", " with ", ...) are made without such words, and
partly stand in quotes, so that every request has one reading.
"""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from system.forge.conversation import Turn, assistant, user
from system.forge.words import Words

TOOLS_FILE = Path(__file__).parent / "data" / "tools.toml"
NO_TOOL = "I have no tool for that."
_KINDS = ("path", "name", "text", "identifier", "code", "number", "name")
# Requests for these read like remarks or questions where the tool is not listed.
_LIKE_REMARKS = ("remember", "calculate", "search")
_POLITE = (
    "Please {}",
    "please {}",
    "Could you {}",
    "Can you {}",
    "I want you to {}",
    "Could you please {}",
    "You should {}",
)


@dataclass(frozen=True, slots=True)
class Tool:
    """`parameters` are names and kinds of values (see `_argument`); `requests` hold the names in braces."""

    name: str
    description: str
    parameters: dict[str, str]
    requests: tuple[str, ...]

    @property
    def types(self) -> dict[str, str]:
        """JSON types by parameter."""
        return {name: "integer" if kind == "number" else "string" for name, kind in self.parameters.items()}

    @property
    def line(self) -> str:
        """The tool as the chat template lists it."""
        listed = {"name": self.name, "arguments": self.types, "description": self.description}
        return json.dumps(listed, ensure_ascii=False)


@cache
def known() -> tuple[Tool, ...]:
    """The tools of tools.toml."""
    tables = tomllib.loads(TOOLS_FILE.read_text(encoding="utf-8"))["tool"]
    return tuple(Tool(t["name"], t["description"], t["parameters"], tuple(t["requests"])) for t in tables)


def _argument(words: Words, kind: str) -> str:
    if kind == "path":
        return words.path()
    if kind == "name":
        return words.name() if words.chance(0.75) else words.word()
    if kind == "number":
        return words.digits(1, 4)
    if kind == "identifier":
        return words.identifier()
    if kind == "sum":
        sign = words.random.choice((" + ", " * ", "-", " / ", "+"))
        return words.digits(1, 4) + sign + words.digits(1, 4)
    return words.phrase(1, 4) if kind == "text" and words.chance(0.75) else words.code()


def _made_up(words: Words) -> Tool:
    verb, noun, *parameters = words.distinct(words.random.choice((3, 3, 3, 4, 4, 5)))
    kind = words.random.random()
    if kind < 0.75:
        name = f"{verb}_{noun}"
    else:
        name = f"{verb if kind < 0.9 else verb.capitalize()}{noun.capitalize()}"
    described = f"{verb.capitalize()} {words.random.choice(('the', 'a'))} {noun}"
    kinds = {parameter: words.random.choice(_KINDS) for parameter in parameters}
    return Tool(name, described, kinds, _requests(verb, noun, parameters))


def _requests(verb: str, noun: str, parameters: list[str]) -> tuple[str, ...]:
    """What may be said for a made-up tool: verb, noun, then the values, named where there are several."""
    starts = [f"{verb} the {noun}", f"{verb} the {noun}", f"{verb} {noun}", f"{verb} a {noun}"]
    named = [f"{parameter} {{{parameter}}}" for parameter in parameters]
    first = f"{{{parameters[0]}}}"
    if len(parameters) == 1:
        joints = (" ", " ", " with ", " in ", " for ", " at ", " from ", ": ")
        forms = [f"{start}{joint}{first}" for start in starts for joint in joints]
        forms += [f"{start} with {named[0]}" for start in starts]
        return (*forms, f"{verb} me a {noun} in {first}", f"{verb} me a {noun} for {first}")
    listed = f"{', '.join(named[:-1])} and {named[-1]}"
    forms = [f"{start} with {listed}" for start in starts]
    forms += [f"{start}: {', '.join(named)}" for start in starts]
    if len(parameters) == 2:
        forms += [f"{starts[0]} {first} with {named[1]}"] * 3
    return tuple(forms)


def toolset(words: Words, count: int | None = None) -> list[Tool]:
    """One to five different tools, about half of them made up."""
    if count is None:
        count = words.random.choice((1, 2) if words.chance(words.easy) else (1, 2, 2, 3, 3, 4, 5))
    tools: dict[str, Tool] = {}
    for _ in range(count):
        tool = words.random.choice(known()) if words.chance(0.5) else _made_up(words)
        tools[tool.name] = tool
    return list(tools.values())


def listing(tools: list[Tool]) -> str:
    return "# Tools\n" + "\n".join(tool.line for tool in tools)


def _polished(words: Words, request: str) -> str:
    """The request with a capital, a courtesy or a full stop, as people write."""
    question = request.endswith("?")
    if question or words.chance(0.7):
        text = words.cased(request, 0.55)
        return text if question or words.chance(0.6) else text + "."
    form = words.random.choice(_POLITE)
    text = form.format(request) + (" for me" if words.chance(0.06) else "")
    return text + ("?" if form.startswith(("Could", "Can")) else words.random.choice(("", ".")))


def call_text(tool: Tool, arguments: dict[str, str]) -> str:
    values = {name: int(v) if tool.types[name] == "integer" else v for name, v in arguments.items()}
    call = json.dumps({"name": tool.name, "arguments": values}, ensure_ascii=False)
    return f"<tool_call>{call}</tool_call>"


def request(words: Words, tool: Tool) -> tuple[str, dict[str, str]]:
    """What is said for `tool`, and the arguments as they stand in it."""
    arguments = {name: _argument(words, kind) for name, kind in tool.parameters.items()}
    text = _polished(words, words.random.choice(tool.requests).format(**arguments))
    casing = words.casing()
    return casing(text), {name: casing(value) for name, value in arguments.items()}


def result(words: Words) -> str:
    """What a tool gives back: prose, a value, an error, lines, or JSON."""
    kind = words.random.random()
    if kind < 0.4:
        count = words.random.choice((1, 1, 2, 3))
        return " ".join(words.phrase(1, 5).capitalize() + "." for _ in range(count))
    if kind < 0.65:
        return words.value()
    if kind < 0.75:
        return f"error: {words.phrase(1, 4)}"
    if kind < 0.88:
        return "\n".join(words.path() for _ in range(words.random.randint(1, 4)))
    keys = words.distinct(words.random.randint(1, 3))
    values = {key: int(words.digits(1, 3)) if words.chance(0.4) else words.word() for key in keys}
    return json.dumps(values, ensure_ascii=False)


def tool_turn(words: Words, tools: list[Tool]) -> list[Turn]:
    """A request, the call, the result, and the answer, which gives the result back."""
    tool = words.harder(tools, lambda tool: len(tool.parameters))
    text, arguments = request(words, tool)
    if words.chance(0.06):
        text = f"Use {tool.name}: {text}"
    given = result(words)
    return [user(text), assistant(call_text(tool, arguments)), Turn("tool", given), assistant(given)]


def refused_request(words: Words, tools: list[Tool]) -> list[Turn]:
    """A request for one of the well-known tools when it is not listed."""
    listed = {tool.name for tool in tools}
    absent = [tool for tool in known() if tool.name not in listed and tool.name not in _LIKE_REMARKS]
    text, _ = request(words, words.random.choice(absent))
    return [user(text), assistant(NO_TOOL)]
