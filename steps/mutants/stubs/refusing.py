"""A server that has nothing yet: every request is answered with 501, in an error's proper envelope."""

import json
from http.server import BaseHTTPRequestHandler

ERROR = {
    "error": {"message": "not implemented", "type": "server_error", "param": None, "code": "not_implemented"}
}


class Refusing(BaseHTTPRequestHandler):
    """Reads what was sent and refuses it."""

    protocol_version = "HTTP/1.1"
    status = 501

    def handle_request(self) -> None:
        """The same for every method and path."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(self.status, "application/json", json.dumps(ERROR).encode())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        """One whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Should-Retry", "false")  # OpenAI's client would ask again and again
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_request  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Nobody reads it."""
