"""Messages and tools as chat templates take them, whichever API they came by."""

from typing import Any


def system(text: str) -> dict[str, Any]:
    return {"role": "system", "content": text}


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: str, reasoning: str | None, calls: list[dict[str, Any]]) -> dict[str, Any]:
    """An earlier answer; `calls` as `tool_call` makes them."""
    rendered: dict[str, Any] = {"role": "assistant", "content": text}
    if reasoning:
        rendered["reasoning_content"] = reasoning
    if calls:
        rendered["tool_calls"] = calls
    return rendered


def tool_call(call_id: str, name: str, arguments: str) -> dict[str, Any]:
    """An earlier call; `arguments` is JSON text of an object."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}


def tool_result(call_id: str, name: str, text: str) -> dict[str, Any]:
    """What the earlier call of the tool `name` returned."""
    return {"role": "tool", "content": text, "tool_call_id": call_id, "name": name}


def tool(
    name: str, description: str | None, parameters: dict[str, Any] | None, strict: bool | None
) -> dict[str, Any]:
    """A tool that is offered; without `parameters` one that takes none."""
    function: dict[str, Any] = {"name": name}
    if description is not None:
        function["description"] = description
    function["parameters"] = parameters or {"type": "object", "properties": {}}
    if strict is not None:
        function["strict"] = strict
    return {"type": "function", "function": function}
