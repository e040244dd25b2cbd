"""Who is asking: API keys as Bearer or x-api-key, whom each stands for, and what that one may do."""

import hmac
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from system.api.exchange import Exchange, exchange_of
from system.api.limits import Accounts
from system.errors import RequestError
from system.home import Home
from system.keys import Key, KeysFile, Limits

OPEN_PATH = "/health/live"
LIMITED_PATHS = "/v1/"
BEARER = "bearer "
UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the key of that SHA-256."""

    digest: bytes
    tenant: str
    is_admin: bool = False
    limits: Limits = UNLIMITED


class Keyring:
    """The keys that may use the server. With none, everybody is the open tenant and may do everything.

    `limits` are those of every user whose key says nothing else, and of the open tenant as a whole. A key in
    `keys_file` counts from the first request after it was written there, and no longer than it stands there.
    """

    def __init__(
        self,
        home: Home,
        api_keys: Sequence[str],
        admin_key: str | None,
        keys_file: KeysFile | None = None,
        limits: Limits = UNLIMITED,
    ) -> None:
        self.is_open = not api_keys and keys_file is None
        self._home = home
        self._file = keys_file
        self._limits = limits
        self._open = Holder(b"", home.tenant(None), admin_key is None, limits)
        self._set = [
            *(Holder(_digest(key), home.tenant(key), limits=limits) for key in api_keys if key != admin_key),
            *([] if admin_key is None else [Holder(_digest(admin_key), home.tenant(admin_key), True)]),
        ]
        self._filed: list[Holder] = []
        self._keys: list[Key] = []
        self._accounts = Accounts()

    def identify(self, exchange: Exchange, headers: Headers) -> bool:
        """Write down who asks; False when a key is needed and none given is known.

        Every key is compared, each in constant time, so that time tells nothing of them.
        """
        holders = self._holders()
        known: list[Holder] = []
        for given in _given_keys(headers):
            digest = sha256(given).digest()
            known += [holder for holder in holders if hmac.compare_digest(holder.digest, digest)]
        if not known and not self.is_open:
            return False
        holder = known[0] if known else self._open
        exchange.tenant = self._open.tenant if self.is_open else holder.tenant
        exchange.is_admin = holder.is_admin
        exchange.account = self._accounts.of(holder.tenant, holder.limits)
        return True

    def _holders(self) -> list[Holder]:
        """Everybody with a key at this moment."""
        if self._file is None:
            return self._set
        keys = self._file.current()
        if keys is not self._keys:
            self._keys = keys
            self._filed = [self._holder(key) for key in keys]
            self._accounts.keep_only(holder.tenant for holder in [*self._set, *self._filed])
        return [*self._set, *self._filed]

    def _holder(self, key: Key) -> Holder:
        is_admin = key.role == "admin"
        limits = key.or_else(UNLIMITED if is_admin else self._limits)
        return Holder(bytes.fromhex(key.sha256), self._home.named_tenant(key.name), is_admin, limits)


class Gate:
    """ASGI middleware: nothing but liveness passes without a key, where keys are set, nor past its limits."""

    def __init__(self, app: ASGIApp, keyring: Keyring) -> None:
        self._app = app
        self._keyring = keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == OPEN_PATH:
            await self._app(scope, receive, send)
            return
        exchange = exchange_of(scope)
        if not self._keyring.identify(exchange, Headers(scope=scope)):
            raise RequestError(
                "this server needs an API key: send Authorization: Bearer KEY, or x-api-key: KEY",
                code="invalid_api_key",
                status=401,
            )
        if exchange.account is None or not scope["path"].startswith(LIMITED_PATHS):
            exchange.account = None
            await self._app(scope, receive, send)
            return
        with ExitStack() as stay:
            stay.enter_context(exchange.account.admitted())

            async def leave_first(message: Message) -> None:
                if message["type"] == "http.response.body" and not message.get("more_body"):
                    stay.close()  # who has the whole answer may ask again
                await send(message)

            await self._app(scope, receive, leave_first)


def require_admin(exchange: Exchange) -> None:
    """Raises RequestError (403) for anybody but the administrator."""
    if not exchange.is_admin:
        raise RequestError(
            "this needs the admin key (ASSAY_ADMIN_KEY, or a key of that role)",
            code="admin_key_required",
            status=403,
        )


def _given_keys(headers: Headers) -> list[bytes]:
    authorization = headers.get("authorization", "")
    bearer = [authorization[len(BEARER) :]] if authorization.lower().startswith(BEARER) else []
    return [key.strip().encode("latin-1") for key in [*bearer, headers.get("x-api-key", "")] if key.strip()]


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
