"""Anthropic's error envelope (https://docs.anthropic.com/en/api/errors)."""

import re
from typing import Any

from system.errors import AssayError, RequestError

TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
}

NO_THREADS = "thread_unsupported_request"
"""By this code Anthropic's clients know to go on without a thread, with whole conversations."""


def anthropic_error(error: AssayError, request_id: str) -> dict[str, Any]:
    """The envelope, also of an error event. The message begins with the parameter's name, if any."""
    param = error.param if isinstance(error, RequestError) else None
    other = "invalid_request_error" if error.status < 500 else "api_error"
    reason: dict[str, Any] = {
        "type": TYPES.get(error.status, other),
        "message": error.message if param is None else f"{_dotted(param)}: {error.message}",
    }
    if error.code == NO_THREADS:
        reason["details"] = {"error_code": NO_THREADS, "unsupported": ["thread"]}
    return {"type": "error", "error": reason, "request_id": request_id}


def _dotted(param: str) -> str:
    """A parameter's name as this API writes it.

    >>> _dotted("messages[0].content[1].type")
    'messages.0.content.1.type'
    """
    return re.sub(r"\[(\d+)\]", r".\1", param)
