"""A server that says yes to everything: bodies and streams shaped like OpenAI's, the same words in each."""

import json
import time
from typing import Any

from steps.mutants.stubs.refusing import Refusing

MODEL = "default"
TEXT = "Hello! How can I help you today?"
PIECES = ["Hello", "! How can I ", "help you ", "today?"]
USAGE = {
    "prompt_tokens": 12,
    "completion_tokens": 9,
    "total_tokens": 21,
    "prompt_tokens_details": {"cached_tokens": 0},
}


class Plausible(Refusing):
    """200 for whatever it is asked, read or not."""

    def handle_request(self) -> None:
        """A completion for each POST, the one model for each GET."""
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        wanted = _read(sent)
        if self.command != "POST":
            self._say(_model() if self.path.rstrip("/") != "/v1/models" else _models())
        elif wanted.get("stream"):
            self.answer(200, "text/event-stream", _stream(self.path, wanted))
        else:
            self._say(_body(self.path))

    def _say(self, content: dict[str, Any]) -> None:
        self.answer(200, "application/json", json.dumps(content).encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_request  # noqa: N815 - http.server's names


def _read(sent: bytes) -> dict[str, Any]:
    """The request's fields; none where it can't be read, which a pretender does not mind."""
    try:
        content = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"{kind}-1", "object": kind, "created": int(time.time()), "model": MODEL}


def _body(path: str) -> dict[str, Any]:
    if "chat" not in path:
        choice: dict[str, Any] = {"index": 0, "text": TEXT, "logprobs": None, "finish_reason": "stop"}
        return {**_head("text_completion"), "choices": [choice], "usage": USAGE}
    message = {"role": "assistant", "content": TEXT}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head("chat.completion"), "choices": [choice], "usage": USAGE}


def _stream(path: str, wanted: dict[str, Any]) -> bytes:
    head = {**_head("chat.completion.chunk" if "chat" in path else "text_completion")}
    options = wanted.get("stream_options") or {}
    asked = isinstance(options, dict) and bool(options.get("include_usage"))
    usage = {"usage": None} if asked else {}
    chunks = [{**head, "choices": [choice], **usage} for choice in _choices("chat" in path)]
    last = [{**head, "choices": [], "usage": USAGE}] if asked else []
    events = [json.dumps(chunk) for chunk in [*chunks, *last]]
    return "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"]).encode()


def _choices(chat: bool) -> list[dict[str, Any]]:
    def choice(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        shown = {"delta": delta} if chat else {"text": delta.get("content", "")}
        return {"index": 0, **shown, "logprobs": None, "finish_reason": reason}

    role = [choice({"role": "assistant", "content": ""})] if chat else []
    return [*role, *(choice({"content": piece}) for piece in PIECES), choice({}, "stop")]


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "nobody"}


def _models() -> dict[str, Any]:
    return {"object": "list", "data": [_model()]}
