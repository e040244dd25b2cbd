"""Tools as a table of a feature lists them, and as a request carries them."""

from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]


def tools_of(rows: Iterable[Mapping[str, str]]) -> list[Json]:
    """One function a row: `tool`, its `arguments`, `description`.

    Arguments are text unless they say more: `city, seats: 1-9, size: small/large, a: integer`.
    """
    return [_tool(row["tool"], row["arguments"], row["description"]) for row in rows]


def made_strict(tools: Iterable[Json], strict: bool) -> list[Json]:
    """The same tools, marked as strict or not."""
    return [{**tool, "function": {**tool["function"], "strict": strict}} for tool in tools]


def _tool(name: str, arguments: str, description: str) -> Json:
    named = [argument.partition(":") for argument in arguments.split(",") if argument.strip()]
    properties = {name.strip(): _kind(kind.strip()) for name, _, kind in named}
    parameters = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": parameters},
    }


def _kind(kind: str) -> Json:
    if "/" in kind:
        return {"enum": kind.split("/")}
    if "-" in kind:
        least, most = map(int, kind.split("-"))
        return {"type": "integer", "minimum": least, "maximum": most}
    return {"type": kind or "string"}


def schema_of(tools: Iterable[Json], name: str) -> Json:
    """The JSON Schema of one tool's arguments. Raises StopIteration where there is no such tool."""
    schema: Json = next(tool["function"]["parameters"] for tool in tools if tool["function"]["name"] == name)
    return schema
