"""Server-sent events as bytes (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]
DONE = b"data: [DONE]\n\n"
PING = b": ping\n\n"


def event(data: bytes, name: str | None = None) -> bytes:
    """One event, with its name where the API names them. `data` is JSON, which holds no line break."""
    named = b"" if name is None else b"event: " + name.encode() + b"\n"
    return named + b"data: " + data + b"\n\n"


def prefill_progress(done: int, total: int) -> bytes:
    """A comment: readers of the stream skip it, people and drivers see how far a long prompt is.

    >>> prefill_progress(512, 2048)
    b': prefill 512/2048\\n\\n'
    """
    return f": prefill {done}/{total}\n\n".encode()
