"""Requests that must be refused, and refusals as OpenAI's API words them."""

import json
from collections.abc import Iterable
from typing import Any

import httpx

from steps.drivers.client import CHAT, COMPLETIONS, Client
from steps.drivers.messages import VERSION

Json = dict[str, Any]

MESSAGE = {"role": "user", "content": "Hello."}
JSON_TYPE = {"Content-Type": "application/json"}
STREAM = {"stream": True}


def chat(model: str, parameters: Json) -> Json:
    """A short chat with `parameters` in it, whatever they are; it stays short if they are accepted."""
    return {"model": model, "messages": [MESSAGE], "max_tokens": 4, **parameters}


def _called(arguments: str) -> str:
    """An assistant's message that calls a tool."""
    function = {"name": "f", "arguments": arguments}
    return json.dumps(
        {"role": "assistant", "tool_calls": [{"id": "1", "type": "function", "function": function}]}
    )


def nested(field: str, depth: int) -> bytes:
    """A chat whose `field` holds an object in an object in an object, `depth` of them."""
    deep = '{"a":' * depth + "1" + "}" * depth
    schema = f'{{"type": "json_schema", "json_schema": {{"name": "x", "schema": {deep}}}}}'
    inside = {
        "messages": f'"messages": [{deep}]',
        "tools": f'"tools": [{{"type": "function", "function": {{"name": "f", "parameters": {deep}}}}}]',
        "response_format": f'"response_format": {schema}',
        "an unknown field": f'"surprise": {deep}',
        "a call made before": f'"messages": [{_called(deep)}]',
    }[field]
    usual = "" if inside.startswith('"messages"') else '"messages": [{"role": "user", "content": "x"}], '
    return f'{{"model": "default", {usual}{inside}}}'.encode()


def oversized(size: int) -> bytes:
    """A chat in a body of `size` bytes."""
    start, end = b'{"model": "default", "messages": [{"role": "user", "content": "', b'"}]}'
    return start + b"x" * (size - len(start) - len(end)) + end


def send_raw(client: Any, content: bytes | Iterable[bytes], path: str = CHAT) -> httpx.Response:
    """POST bytes that say they are JSON; without a length where they come in pieces."""
    response: httpx.Response = client.send("POST", path, content=content, headers=JSON_TYPE)
    return response


def send_named(client: Client, model: str, path: str, where: str, name: str) -> list[httpx.Response]:
    """The answers to a short request, whole and streamed, whose agent is named in a header or a field."""
    fields: dict[str, Json] = {
        "prompt_cache_key": {"prompt_cache_key": name},
        "metadata.user_id": {"metadata": {"user_id": name}},
    }
    said: Json = {"prompt": "Hello."} if path == COMPLETIONS else {"messages": [MESSAGE]}
    body = {"model": model, "max_tokens": 4, **said, **fields.get(where, {})}
    headers = VERSION if where in fields else {**VERSION, where: name}
    return [client.send("POST", path, json={**body, **mode}, headers=headers) for mode in ({}, STREAM)]


def refusal(response: httpx.Response) -> Json:
    """The error in OpenAI's envelope; AssertionError saying what else the answer was."""
    kind = response.headers.get("content-type", "")
    assert kind.startswith("application/json"), (
        f"{response.status_code} of type {kind!r}: {response.text[:300]}"
    )
    body = response.json()
    assert set(body) == {"error"}, f"This is no error envelope: {response.text[:300]}"
    error: Json = body["error"]
    assert set(error) == {"message", "type", "param", "code"}, f"The envelope holds {sorted(error)}"
    assert isinstance(error["message"], str), f"The message is {error['message']!r}"
    assert error["message"], "The error has no message"
    return error
