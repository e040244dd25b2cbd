"""Who is asking: API keys as Bearer or x-api-key, the tenant each stands for, and the admin key."""

import hmac
import ipaddress
from collections.abc import Sequence
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from system.api.exchange import Exchange, exchange_of
from system.errors import RequestError
from system.home import Home

OPEN_PATH = "/health/live"
BEARER = "bearer "


class Keyring:
    """The keys that may use the server. With none, everybody is the open tenant and may do everything."""

    def __init__(self, home: Home, api_keys: Sequence[str], admin_key: str | None) -> None:
        self._admin = None if admin_key is None else _digest(admin_key)
        keys = [*api_keys, *([] if admin_key is None else [admin_key])]
        self._tenants = {_digest(key): home.tenant(key) for key in keys}
        self.is_open = not api_keys
        self._open_tenant = home.tenant(None)

    def identify(self, exchange: Exchange, headers: Headers) -> bool:
        """Write down who asks; False when a key is needed and none given is known.

        Every key is compared, each in constant time, so that time tells nothing of them.
        """
        exchange.tenant = self._open_tenant
        exchange.is_admin = self.is_open and self._admin is None
        for given in _given_keys(headers):
            digest = sha256(given).digest()
            known = [key for key in self._tenants if hmac.compare_digest(key, digest)]
            if known:
                exchange.tenant = self._open_tenant if self.is_open else self._tenants[known[0]]
                exchange.is_admin = self._admin is not None and hmac.compare_digest(self._admin, digest)
                return True
        return self.is_open


class Gate:
    """ASGI middleware: nothing but liveness passes without a key, where keys are set.

    An open server listens on this machine only, where a web page could still reach it under a name of its own
    that resolves to loopback; so it answers to `localhost` and to addresses, and to no other host name.
    """

    def __init__(self, app: ASGIApp, keyring: Keyring) -> None:
        self._app = app
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != OPEN_PATH:
            headers = Headers(scope=scope)
            if not self._keyring.identify(exchange_of(scope), headers):
                raise RequestError(
                    "this server needs an API key: send Authorization: Bearer KEY, or x-api-key: KEY",
                    code="invalid_api_key",
                    status=401,
                )
            if self._keyring.is_open and not _names_this_machine(headers.get("host", "")):
                raise RequestError(
                    "without API keys this server answers to localhost and IP addresses only",
                    code="misdirected_request",
                    status=421,
                )
        await self._app(scope, receive, send)


def require_admin(exchange: Exchange) -> None:
    """Raises RequestError (403) for anybody but the administrator."""
    if not exchange.is_admin:
        raise RequestError(
            "this needs the admin key (ASSAY_ADMIN_KEY)", code="admin_key_required", status=403
        )


def _given_keys(headers: Headers) -> list[bytes]:
    authorization = headers.get("authorization", "")
    bearer = [authorization[len(BEARER) :]] if authorization.lower().startswith(BEARER) else []
    return [key.strip().encode("latin-1") for key in [*bearer, headers.get("x-api-key", "")] if key.strip()]


def _names_this_machine(host: str) -> bool:
    """Whether a Host header is `localhost` or an address.

    >>> [_names_this_machine(host) for host in ("localhost:80", "127.0.0.1", "[::1]:8000", "evil.example")]
    [True, True, True, False]
    """
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name in ("", "localhost"):
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
