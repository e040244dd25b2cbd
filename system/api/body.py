"""Request bodies: read within a bound and a deadline, then decoded, or refused with the field's name."""

import asyncio
import re
from collections.abc import Sequence
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from system.errors import RequestError
from system.settings import Settings

MAX_DEPTH = 64
JSON_INTEGERS = range(-(2**63), 2**64)

FAULT = re.compile(r"(?P<what>.*?)(?: - at (?:`key` in )?`\$\.?(?P<path>.*)`)?", re.DOTALL)
FIELD = re.compile(r"(?:missing required|unknown) field `(?P<name>.*)`", re.DOTALL)

Body = TypeVar("Body")


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a request: a field it does not name is refused."""


async def read_body(request: Request, decoder: msgspec.json.Decoder[Body], settings: Settings) -> Body:
    """The body as the decoder's type.

    Raises RequestError: 415 for what is no JSON, 413 past `max_body_bytes` (as soon as that is known), 408
    for a client slower than `body_seconds`, 400 with the parameter's name for everything else.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise RequestError(
            f"the body must be application/json, not {media_type or 'of no named type'}",
            code="unsupported_media_type",
            status=415,
        )
    return decode(await _read(request, settings), decoder)


def decode(body: bytes, decoder: msgspec.json.Decoder[Body]) -> Body:
    """Raises RequestError (400) that names the parameter at fault.

    >>> decode(b'{"n": "x"}', msgspec.json.Decoder(dict[str, int]))
    Traceback (most recent call last):
    system.errors.RequestError: Expected `int`, got `str` (at [...])
    """
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _fault(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"the body is not valid JSON: {error}", code="invalid_json") from None
    except RecursionError:
        raise RequestError("the body is nested too deeply", code="invalid_json") from None


def check_messages(messages: Sequence[object], settings: Settings) -> None:
    """Raises RequestError for more messages than a request may have."""
    if len(messages) > settings.max_messages:
        raise RequestError(
            f"{len(messages)} messages are more than this server's limit of {settings.max_messages}",
            param="messages",
        )


def check_plain(value: object, param: str, depth: int = 0) -> None:
    """Whether free-form JSON (a schema, a tool's parameters) can travel on.

    Raises RequestError for nesting past MAX_DEPTH and for integers past 64 bits.
    """
    if depth > MAX_DEPTH:
        raise RequestError(f"{param} is nested deeper than {MAX_DEPTH} levels", param=param)
    if isinstance(value, dict):
        for inner in value.values():
            check_plain(inner, param, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            check_plain(inner, param, depth + 1)
    elif isinstance(value, int) and value not in JSON_INTEGERS:
        raise RequestError(f"{param} holds an integer that does not fit 64 bits", param=param)


async def _read(request: Request, settings: Settings) -> bytes:
    max_bytes, seconds = settings.max_body_bytes, settings.body_seconds
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > max_bytes:
                    raise _too_large(max_bytes)
    except TimeoutError:
        raise RequestError(
            f"the body did not arrive within {seconds:g} s", code="request_timeout", status=408
        ) from None
    except ClientDisconnect:
        raise RequestError("the client left before its request was complete", code="disconnected") from None
    return bytes(body)


def _too_large(max_bytes: int) -> RequestError:
    return RequestError(
        f"the body is larger than this server's limit of {max_bytes} bytes", code="body_too_large", status=413
    )


def _fault(message: str) -> RequestError:
    """msgspec's message, which may end in "- at `$.messages[2].role`", as an error with that param."""
    match = FAULT.fullmatch(message)
    what, path = (match["what"], match["path"]) if match else (message, None)
    field = FIELD.search(what)
    param = ".".join(part for part in (path, field["name"] if field else None) if part) or None
    if field and "unknown" in what:
        return RequestError(f"unknown parameter: {param}", param=param, code="unknown_parameter")
    if what.startswith("Expected `null`"):
        return RequestError(
            f"{param} is not supported by this server", param=param, code="unsupported_parameter"
        )
    where = f" (at {param})" if param else ""
    return RequestError(f"{what}{where}", param=param)
