"""The outermost layer: an id for every exchange, a log line and a count at its end, no traceback sent."""

import logging
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from system.api.exchange import Exchange, Outcome, request_id
from system.api.problems import answer_error, speaks_anthropic
from system.errors import AssayError
from system.observe.metrics import Metrics

log = logging.getLogger(__name__)


class AccessLog:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(request_id(Headers(scope=scope).get("x-request-id")))
        scope.setdefault("state", {})["exchange"] = exchange

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = exchange.request_id
                if speaks_anthropic(scope["path"]):
                    headers["request-id"] = exchange.request_id
                if exchange.account is not None:
                    headers.update(exchange.account.headers())
            await send(message)

        try:
            await self._guarded(scope, receive, send_with_id, exchange)
        finally:
            self._conclude(scope, exchange)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send, exchange: Exchange) -> None:
        try:
            await self._app(scope, receive, send)
        except AssayError as error:
            await answer_error(scope, error)(scope, receive, send)
        except Exception:
            log.exception("unexpected_error", extra={"request_id": exchange.request_id})
            exchange.outcome = "failed"
            if not exchange.status:
                fault = AssayError(f"an unexpected error; the log says more under {exchange.request_id}")
                await answer_error(scope, fault)(scope, receive, send)

    def _conclude(self, scope: Scope, exchange: Exchange) -> None:
        if exchange.outcome is None:
            exchange.outcome = _outcome(exchange.status)
        if exchange.api != "other":
            self._metrics.requests.labels(exchange.api, exchange.outcome).inc()
        fields: dict[str, Any] = {
            "request_id": exchange.request_id,
            "method": scope["method"],
            "path": scope["path"] if exchange.api != "agents" else "/v1/agents",
            "status": exchange.status,
            "outcome": exchange.outcome,
            "seconds": round(exchange.seconds, 6),
            **exchange.facts,
        }
        log.info("request", extra=fields)


def _outcome(status: int) -> Outcome:
    if status == 0:
        return "cancelled"
    return "completed" if status < 400 else "rejected" if status < 500 else "failed"
