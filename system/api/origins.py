"""From where a request may come: the host it names, and the web page, if any, that sends it.

A page in this machine's browser can reach a server on loopback, whoever wrote the page. It can do so under a
name of its own that resolves to loopback (DNS rebinding), and it can send what a form may send without being
asked (CSRF). Keys stop both: a page has none. A server without keys has to look at who is asking.
"""

import ipaddress
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from system.errors import RequestError

METHODS = ("GET", "POST", "DELETE")
EXPOSED = ("X-Request-ID", "request-id", "Retry-After", "RateLimit", "RateLimit-Policy")
OWN_PAGE = {"", "none", "same-origin"}
"""What Sec-Fetch-Site says of a request that no other page has sent."""


class Doorstep:
    """ASGI middleware of every path of a server without keys: whom else would it turn away?"""

    def __init__(self, app: ASGIApp, allowed_origins: Collection[str]) -> None:
        self._app = app
        self._allowed = allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._check(Headers(scope=scope))
        await self._app(scope, receive, send)

    def _check(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) > 1 or not _names_this_machine("".join(hosts)):
            raise RequestError(
                "without API keys this server answers to localhost and loopback addresses only",
                code="misdirected_request",
                status=421,
            )
        if not self._may_send(headers, "".join(hosts)):
            raise RequestError(
                "a web page of another origin has sent this, and without API keys this server answers to "
                "none: name the page's origin in ASSAY_ALLOWED_ORIGINS if it is yours",
                code="origin_not_allowed",
                status=403,
            )

    def _may_send(self, headers: Headers, host: str) -> bool:
        origins = headers.getlist("origin")
        if origins:
            return all(origin in self._allowed or origin == f"http://{host}" for origin in origins)
        return headers.get("sec-fetch-site", "") in OWN_PAGE


def with_cors(app: ASGIApp, allowed_origins: Collection[str]) -> ASGIApp:
    """The app, readable by pages of the allowed origins; without any, by none, and nothing is said of CORS.

    Never with credentials: a caller is known by a key that its page sends, not by what its browser adds. It
    lies around everything else: browsers ask before they send a key, and errors must be readable too.
    """
    if not allowed_origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=allowed_origins,
        allow_methods=METHODS,
        allow_headers=("*",),
        allow_private_network=True,
        expose_headers=EXPOSED,
    )


def _names_this_machine(host: str) -> bool:
    """Whether a Host header is `localhost` or a loopback address; browsers never leave it empty.

    >>> [_names_this_machine(host) for host in ("localhost:80", "127.0.0.1", "[::1]:8000", "evil.example")]
    [True, True, True, False]
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name.lower() in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False
