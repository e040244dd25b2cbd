"""Errors as callers read them: the envelope of the API whose path it is, RFC 9457 problem+json on our own."""

import json
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from system.api.anthropic.errors import anthropic_error
from system.api.exchange import exchange_of
from system.errors import AssayError, BusyError, LimitError, RequestError, SwapError, UnavailableError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
OWN_PATHS = ("/v1/agents", "/v1/integrity", "/v1/models/swap")
ANTHROPIC_PATHS = "/v1/messages"
TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def answer_error(scope: Scope, error: AssayError) -> Response:
    """The whole answer for an error that came before anything was sent."""
    exchange = exchange_of(scope)
    exchange.facts["code"] = error.code
    if speaks_anthropic(scope["path"]):
        content, media_type = anthropic_error(error, exchange.request_id), "application/json"
    elif _speaks_openai(scope["path"]):
        content, media_type = openai_error(error), "application/json"
    else:
        content, media_type = _problem(error, scope["path"], exchange.request_id), "application/problem+json"
    return Response(json.dumps(content), error.status, _headers(error), media_type)


def openai_error(error: AssayError) -> dict[str, Any]:
    """OpenAI's envelope; also what an error event of a stream carries."""
    return {
        "error": {
            "message": error.message,
            "type": TYPES.get(
                error.status, "invalid_request_error" if error.status < 500 else "server_error"
            ),
            "param": error.param if isinstance(error, RequestError) else None,
            "code": error.code,
        }
    }


async def on_assay_error(request: Request, error: Exception) -> Response:
    """Handler of everything raised on purpose."""
    if not isinstance(error, AssayError):
        raise TypeError(f"no handler for {type(error).__name__}") from error
    return answer_error(request.scope, error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Handler of what the router raises itself: no such path, wrong method."""
    if not isinstance(error, HTTPException):
        raise TypeError(f"no handler for {type(error).__name__}") from error
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    message = f"{request.method} {request.url.path}: {error.detail}"
    response = answer_error(request.scope, RequestError(message, code=code, status=error.status_code))
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(_allowed(request))
    return response


def _allowed(request: Request) -> list[str]:
    """The methods of every route that answers to the path; the router itself names only the first one's."""
    routes = request.app.router.routes
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def speaks_anthropic(path: str) -> bool:
    """Whether a path is Anthropic's, with its own envelope for errors and header for the request's id."""
    return path.startswith(ANTHROPIC_PATHS)


def _speaks_openai(path: str) -> bool:
    return path.startswith("/v1/") and not path.startswith(OWN_PATHS)


def _problem(error: AssayError, path: str, request_id: str) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "type": f"urn:assay:error:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.message,
        "instance": path,
        "code": error.code,
        "request_id": request_id,
    }
    if isinstance(error, RequestError) and error.param is not None:
        problem["param"] = error.param
    if isinstance(error, LimitError):
        problem["violated-policies"] = [error.policy]
    if isinstance(error, SwapError):
        problem["step"] = error.step
    return problem


def _headers(error: AssayError) -> dict[str, str]:
    headers = {}
    if isinstance(error, BusyError | UnavailableError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if error.status == HTTPStatus.REQUEST_TIMEOUT:
        headers["Connection"] = "close"
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="assay"'
    return headers
