"""The OpenAPI document: written from the same types that decode the requests and encode the answers."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from system.api.callers import AGENT_HEADERS, MAX_NAME_CHARACTERS
from system.api.links import OF_THE_HEADER, agent_links

OPENAPI_VERSION = "3.1.0"
DOORSTEP = (401, 403, 421)
"""How whatever lies behind a door may refuse: no key, no right or a foreign page, another host."""
DOORS = (*DOORSTEP, 429)
"""The same where limits count."""
REF = "#/components/schemas/{name}"
DESCRIPTION = """\
One local model for many agents. Chats and completions speak OpenAI's API, messages Anthropic's; every
documented parameter is honoured, and one that can't be is refused with its name. A request that names an
agent (X-Agent-ID, X-Session-ID, `prompt_cache_key` or `metadata.user_id`) continues from that agent's cache,
or from whole blocks of 256 tokens that another agent under the same key began with too; `usage` says how
much came from there. Where a request names no temperature, top_p, top_k, min_p or
repetition_penalty, the model's own `generation_config.json` decides, and OpenAI's defaults where that is
silent. Without `max_tokens` a chat may fill the context; a completion gets 16 tokens, as with OpenAI.

Where keys are set, every path but /health/live needs one, as Bearer or x-api-key. A key may have limits: then
every answer under /v1 carries RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers), and one
that is refused for them also Retry-After. Where none are set, requests under another host's name and of
other origins' web pages are refused."""
RATES = {
    "RateLimit-Policy": "Each limit's quota `q` in its window of `w` seconds",
    "RateLimit": "What remains of each, `r`, and in how many seconds `t` there is more",
}
ASCII_NAME = "^[!-~]([ -~]*[!-~])?$"

Struct = type[msgspec.Struct]


def operation(
    answer: Struct | None,
    error: Struct,
    errors: Iterable[int] = (),
    *,
    status: int = 200,
    media_type: str = "application/json",
    body: Struct | None = None,
    streams: bool = False,
    agent: bool = False,
    headers: Iterable[dict[str, Any]] = (),
    about: str | None = None,
    public: bool = False,
) -> dict[str, Any]:
    """What FastAPI is told of a path: what it takes and answers, by the types that do it.

    `errors` are the statuses it may refuse with, each as `error`; `agent` documents the headers that name
    one, and `headers` are the path's own; `about` says where the name of the agent stands that a successful
    answer is about, as a runtime expression; a `public` path needs no key.
    """
    error_type = "application/problem+json" if error.__name__ == "Problem" else "application/json"
    content = {} if answer is None else {media_type: {"schema": _ref(answer)}}
    if streams:
        content["text/event-stream"] = {"schema": {"type": "string"}}
    described: dict[int | str, dict[str, Any]] = {
        status: {"description": HTTPStatus(status).phrase, "content": content}
    }
    if agent or about:
        described[status]["links"] = agent_links(about or OF_THE_HEADER)
    for code in errors:
        described[code] = _described(code, {error_type: {"schema": _ref(error)}})
    extra: dict[str, Any] = {}
    if body is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    parameters = [*headers, *(map(_agent_header, AGENT_HEADERS) if agent else ())]
    if parameters:
        extra["parameters"] = parameters
    if public:
        extra["security"] = []
    return {
        "status_code": status,
        "response_class": Response,
        "response_model": None,
        "responses": described,
        "openapi_extra": extra,
    }


def documented(app: FastAPI, types: Iterable[Struct], *, is_open: bool) -> Callable[[], dict[str, Any]]:
    """What `app.openapi` is replaced with: the document of its routes, with the schemas of `types`."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, types, is_open)
        return app.openapi_schema

    return document


def _document(app: FastAPI, types: Iterable[Struct], is_open: bool) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=OPENAPI_VERSION,
        description=DESCRIPTION,
        routes=app.routes,
    )
    for path in document["paths"].values():
        for method in path.values():
            method["responses"].pop("422", None)
    _, schemas = msgspec.json.schema_components(types, ref_template=REF)
    document["components"] = {
        "schemas": schemas,
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
        },
    }
    document["security"] = [{"bearer": []}, {"key": []}, *([{}] if is_open else [])]
    return document


def _described(code: int, content: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(code).phrase, "content": content}
    if code in (429, 503):
        described["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        described["headers"] |= {name: _rate(text) for name, text in RATES.items()}
    if code == HTTPStatus.UNAUTHORIZED:
        described["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return described


def _rate(text: str) -> dict[str, Any]:
    return {"description": f"{text}, where the key has limits.", "schema": {"type": "string"}}


def _agent_header(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": "Names the agent whose cache is used and kept; other scripts as UTF-8.",
        "schema": {"type": "string", "maxLength": MAX_NAME_CHARACTERS, "pattern": ASCII_NAME},
    }


def _ref(struct: Struct) -> dict[str, str]:
    return {"$ref": REF.format(name=struct.__name__)}
