"""The messages of Anthropic's API as they come, and as the engine's templates take them."""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from system.api import templates
from system.api.body import Strict, check_plain
from system.errors import RequestError

SEPARATOR = "\n\n"
"""Stands between two texts of one turn: blocks, and messages of one role that follow each other."""

CalledName = Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]{1,128}$")]
CallId = Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]{1,256}$")]


class CacheControl(Strict):
    """Where a caller wants its prompt kept. An agent's whole prompt is kept, whatever is marked, until it is
    the least recently used; that of nobody's request is not. `usage` says what was written and read.
    """

    type: Literal["ephemeral"]
    ttl: Literal["5m", "1h"] | None = None


class TextBlock(Strict, tag="text", tag_field="type"):
    text: Annotated[str, Meta(min_length=1)]
    cache_control: CacheControl | None = None
    citations: None = None


class ImageBlock(msgspec.Struct, tag="image", tag_field="type"):
    """Always refused: the models here read text."""


class DocumentBlock(msgspec.Struct, tag="document", tag_field="type"):
    """Always refused: the models here read text."""


class ThinkingBlock(Strict, tag="thinking", tag_field="type"):
    """Reasoning of an earlier answer, as it was received."""

    thinking: str
    signature: str


class ToolUseBlock(Strict, tag="tool_use", tag_field="type"):
    id: CallId
    name: CalledName
    input: dict[str, Any]
    cache_control: CacheControl | None = None


class ToolResultBlock(Strict, tag="tool_result", tag_field="type"):
    """What the call `tool_use_id` of the turn before returned; an error is told to the model as one."""

    tool_use_id: CallId
    content: str | list[TextBlock | ImageBlock | DocumentBlock] | None = None
    is_error: bool | None = None
    cache_control: CacheControl | None = None


UserBlock = TextBlock | ToolResultBlock | ImageBlock | DocumentBlock
AssistantBlock = TextBlock | ThinkingBlock | ToolUseBlock


class UserTurn(Strict, tag="user", tag_field="role"):
    content: Annotated[str, Meta(min_length=1)] | Annotated[list[UserBlock], Meta(min_length=1)]


class AssistantTurn(Strict, tag="assistant", tag_field="role"):
    """An earlier answer, as it was received."""

    content: str | list[AssistantBlock]


class SystemTurn(Strict, tag="system", tag_field="role"):
    """What the operator says in the middle of a conversation."""

    content: Annotated[str, Meta(min_length=1)] | Annotated[list[TextBlock], Meta(min_length=1)]


Turn = UserTurn | AssistantTurn | SystemTurn
System = str | list[TextBlock]


class Placed(NamedTuple):
    """A block, and the name of its place in the request."""

    where: str
    block: UserBlock | AssistantBlock


def template_messages(system: System | None, turns: list[Turn]) -> list[dict[str, Any]]:
    """The conversation as chat templates take it; turns of one role that follow each other are one.

    Raises RequestError for images and documents, for an answer that was begun by the caller, and where calls
    and results do not match.
    """
    rendered = []
    if said := _text(system or "", "system"):
        rendered.append(templates.system(said))
    calls: dict[str, str] = {}
    for kind, blocks in _merged(turns):
        if kind is UserTurn:
            rendered += _user(blocks, calls)
            calls = {}
        elif kind is AssistantTurn:
            calls = _calls(blocks)
            rendered.append(_assistant(blocks))
        else:
            rendered.append(templates.system(_joined(blocks)))
    if isinstance(turns[-1], AssistantTurn):
        raise RequestError("the last one must be the user's: answers can't be begun here", param="messages")
    return rendered


def _merged(turns: list[Turn]) -> Iterator[tuple[type[Turn], list[Placed]]]:
    """(whose turn it is, its blocks) for each turn, as it is after merging."""
    for kind, same in groupby(enumerate(turns), key=lambda placed: type(placed[1])):
        yield kind, [block for index, turn in same for block in _placed(turn, f"messages[{index}].content")]


def _placed(turn: Turn, where: str) -> list[Placed]:
    if isinstance(turn.content, str):
        return [Placed(where, TextBlock(turn.content))]
    return [Placed(f"{where}[{number}]", block) for number, block in enumerate(turn.content)]


def _user(blocks: list[Placed], calls: dict[str, str]) -> list[dict[str, Any]]:
    """The results of `calls` (id -> tool), each a message of its own, then what the user says."""
    rendered = []
    said: list[Placed] = []
    missing = dict(calls)
    for where, block in blocks:
        if isinstance(block, ToolResultBlock):
            if said:
                raise RequestError("a tool's result must come before any text of its turn", param=where)
            if block.tool_use_id not in missing:
                raise RequestError(
                    f"no call of the turn before waits for a result under {block.tool_use_id!r}",
                    param=f"{where}.tool_use_id",
                )
            name = missing.pop(block.tool_use_id)
            rendered.append(templates.tool_result(block.tool_use_id, name, _result(block, where)))
        else:
            said.append(Placed(where, block))
    if missing:
        raise RequestError(
            f"the call {next(iter(missing))!r} has no tool_result in the turn that follows it",
            param=blocks[0].where,
        )
    return [*rendered, templates.user(_joined(said))] if said else rendered


def _assistant(blocks: list[Placed]) -> dict[str, Any]:
    texts = [block.text for _, block in blocks if isinstance(block, TextBlock)]
    thoughts = [block.thinking for _, block in blocks if isinstance(block, ThinkingBlock)]
    calls = [
        templates.tool_call(block.id, block.name, msgspec.json.encode(block.input).decode())
        for _, block in blocks
        if isinstance(block, ToolUseBlock)
    ]
    return templates.assistant(SEPARATOR.join(texts), SEPARATOR.join(thoughts), calls)


def _calls(blocks: list[Placed]) -> dict[str, str]:
    """The calls that a turn makes: id -> tool."""
    calls: dict[str, str] = {}
    for where, block in blocks:
        if isinstance(block, ToolUseBlock):
            if block.id in calls:
                raise RequestError(f"two calls have the id {block.id!r}", param=f"{where}.id")
            check_plain(block.input, f"{where}.input")
            calls[block.id] = block.name
    return calls


def _result(block: ToolResultBlock, where: str) -> str:
    text = _text(block.content or "", f"{where}.content")
    return f"Error: {text}" if block.is_error else text


def _text(content: str | list[TextBlock] | list[TextBlock | ImageBlock | DocumentBlock], where: str) -> str:
    if isinstance(content, str):
        return content
    return _joined([Placed(f"{where}[{number}]", block) for number, block in enumerate(content)])


def _joined(blocks: list[Placed]) -> str:
    return SEPARATOR.join(_readable(block, where) for where, block in blocks)


def _readable(block: UserBlock | AssistantBlock, where: str) -> str:
    if not isinstance(block, TextBlock):
        kind = "images" if isinstance(block, ImageBlock) else "documents"
        raise RequestError(f"{kind} are not supported: this server's models read text", param=where)
    return block.text
