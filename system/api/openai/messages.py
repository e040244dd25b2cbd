"""The messages of a chat as OpenAI's API has them, and as the engine's templates take them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from system.api import templates
from system.api.body import Strict, check_plain
from system.errors import RequestError


class TextPart(Strict, tag="text", tag_field="type"):
    text: str


Text = str | Annotated[list[TextPart], Meta(min_length=1)]
ToolName = Annotated[str, Meta(pattern="^[a-zA-Z0-9_-]{1,64}$")]


class SystemMessage(Strict, tag="system", tag_field="role"):
    content: Text


class DeveloperMessage(Strict, tag="developer", tag_field="role"):
    """What newer OpenAI models call the system message; rendered as one."""

    content: Text


class UserMessage(Strict, tag="user", tag_field="role"):
    content: Text


class CalledFunction(Strict):
    """`arguments` is JSON text of an object."""

    name: ToolName
    arguments: str


class PastToolCall(Strict):
    id: Annotated[str, Meta(min_length=1, max_length=256)]
    function: CalledFunction
    type: Literal["function"] = "function"


class AssistantMessage(Strict, tag="assistant", tag_field="role"):
    """An earlier answer, as it was received; fields that answers carry empty may stay."""

    content: Text | None = None
    tool_calls: Annotated[list[PastToolCall], Meta(min_length=1)] | None = None
    reasoning_content: str | None = None
    refusal: None = None
    audio: None = None
    function_call: None = None
    annotations: Annotated[list[Any], Meta(max_length=0)] | None = None


class ToolMessage(Strict, tag="tool", tag_field="role"):
    """What a tool returned for the call named `tool_call_id`; `name` may only repeat that call's function."""

    content: Text
    tool_call_id: str
    name: str | None = None


ChatMessage = SystemMessage | DeveloperMessage | UserMessage | AssistantMessage | ToolMessage


def template_messages(messages: list[ChatMessage]) -> list[dict[str, Any]]:
    """The messages as chat templates take them: roles system, user, assistant, tool; content a string.

    Raises RequestError for a message that says nothing, arguments that are no JSON object, and a tool's
    result that answers no call.
    """
    rendered: list[dict[str, Any]] = []
    called: dict[str, str] = {}
    for index, message in enumerate(messages):
        where = f"messages[{index}]"
        match message:
            case AssistantMessage():
                rendered.append(_assistant(message, where, called))
            case ToolMessage():
                rendered.append(_tool_result(message, where, called))
            case SystemMessage() | DeveloperMessage():
                rendered.append(templates.system(_text(message.content)))
            case UserMessage():
                rendered.append(templates.user(_text(message.content)))
    return rendered


def _assistant(message: AssistantMessage, where: str, called: dict[str, str]) -> dict[str, Any]:
    if message.content is None and message.tool_calls is None:
        raise RequestError(f"{where} has neither content nor tool_calls", param=f"{where}.content")
    calls = []
    for number, call in enumerate(message.tool_calls or []):
        _check_arguments(call.function.arguments, f"{where}.tool_calls[{number}].function.arguments")
        called[call.id] = call.function.name
        calls.append(templates.tool_call(call.id, call.function.name, call.function.arguments))
    return templates.assistant(_text(message.content or ""), message.reasoning_content, calls)


def _tool_result(message: ToolMessage, where: str, called: dict[str, str]) -> dict[str, Any]:
    name = called.get(message.tool_call_id)
    if name is None:
        raise RequestError(
            f"{where} answers the tool call {message.tool_call_id!r}, which no earlier message made",
            param=f"{where}.tool_call_id",
        )
    if message.name not in (None, name):
        raise RequestError(
            f"{where}.name is {message.name!r}, but the call was of {name!r}", param=f"{where}.name"
        )
    return templates.tool_result(message.tool_call_id, name, _text(message.content))


def _check_arguments(arguments: str, param: str) -> None:
    try:
        given = msgspec.json.decode(arguments, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise RequestError(f"{param} is not JSON text of an object: {error}", param=param) from None
    check_plain(given, param)


def _text(content: Text) -> str:
    return content if isinstance(content, str) else "".join(part.text for part in content)
