"""Swapping the model that serves, for the administrator alone."""

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Request, Response
from starlette.types import Receive, Scope, Send

from system.api import sse
from system.api.answers import Problem
from system.api.auth import require_admin
from system.api.body import Strict, read_body
from system.api.document import DOORS, operation
from system.api.exchange import Exchange, exchange_of
from system.api.generation import PING_SECONDS, while_connected
from system.api.service import Service
from system.serving.swap import SwapState, WantedMode
from system.serving.swapper import Swapper

PATH = "/v1/models/swap"
ERRORS = (400, *DOORS, 404, 408, 409, 413, 415, 422, 500, 503)
ACCEPTED = 202
RESPOND_ASYNC = "respond-async"
PREFER: dict[str, Any] = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "`respond-async`: answer 202 at once (RFC 7240); the swap is told at GET.",
    "schema": {"type": "string", "enum": [RESPOND_ASYNC]},
}


class SwapRequest(Strict):
    """The model to serve next: a known name, or a path on the server's machine.

    `timeout_seconds` bound its load, and with `drain_first` the answers that must end before it.
    """

    model: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=86400)] | None = None
    mode: WantedMode = "auto"


_request = msgspec.json.Decoder(SwapRequest)


def router(service: Service) -> APIRouter:
    """The paths under /v1/models/swap, which need the admin key where keys are set."""
    paths = APIRouter(tags=["Administration"])
    described = operation(SwapState, Problem, ERRORS, body=SwapRequest, headers=[PREFER])
    described["responses"][ACCEPTED] = {**described["responses"][200], "description": "It has begun"}

    @paths.post(PATH, **described)
    async def begin(request: Request) -> Response:
        """Serve another model. Answered when it does, or when the swap has failed: then nothing has changed.

        Running answers are finished by the model they began on. Side by side the next model is loaded and
        tested before it gets requests; drain_first lets requests wait while one leaves and the other comes.
        """
        require_admin(_begin(request))
        wanted = await read_body(request, _request, service.settings)
        timeout = wanted.timeout_seconds or service.settings.load_timeout_seconds
        swap = service.swapper.begin(wanted.model, wanted.mode, timeout)
        if _prefers(request, RESPOND_ASYNC):
            headers = {"Location": PATH, "Preference-Applied": RESPOND_ASYNC}
            return _json(swap.state, ACCEPTED, headers)
        return _json(await swap.outcome())

    @paths.get(PATH, **operation(SwapState, Problem, DOORS, streams=True))
    async def state(request: Request) -> Response:
        """The swap that runs or was the last; as an event stream every phase of it until it has ended.

        A stream that is opened while none runs waits for the next one.
        """
        require_admin(_begin(request))
        if "text/event-stream" in request.headers.get("accept", ""):
            return Watch(service.swapper)
        return _json(service.swapper.state)

    return paths


class Watch(Response):
    """An ASGI response: an event for each phase of one swap, from its first to its last."""

    def __init__(self, swapper: Swapper) -> None:
        self._swapper = swapper
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        if not await while_connected(receive, self._tell(send)):
            exchange.outcome = exchange.outcome or "cancelled"

    async def _tell(self, send: Send) -> None:
        async def write(data: bytes, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": more})

        await send({"type": "http.response.start", "status": 200, "headers": list(sse.HEADERS)})
        beginning = asyncio.ensure_future(self._swapper.current())
        try:
            while not (await asyncio.wait({beginning}, timeout=PING_SECONDS))[0]:
                await write(sse.PING)
        finally:
            beginning.cancel()
        swap, told = beginning.result(), 0
        while swap is not None and not (swap.has_ended and told == len(swap.states)):
            try:
                async with asyncio.timeout(PING_SECONDS):
                    await swap.changes(told)
            except TimeoutError:
                await write(sse.PING)
                continue
            states = swap.states[told:]
            told += len(states)
            await write(b"".join(sse.event(msgspec.json.encode(state), state.phase) for state in states))
        await write(b"", more=False)


def _begin(request: Request) -> Exchange:
    exchange = exchange_of(request.scope)
    exchange.api = "swap"
    return exchange


def _prefers(request: Request, preference: str) -> bool:
    """Whether a Prefer header names it (RFC 7240): several may be given, each with parameters.

    Preferences that are not known are not honoured, and may be sent.
    """
    given = ",".join(request.headers.getlist("prefer")).split(",")
    return any(each.partition(";")[0].strip().lower() == preference for each in given)


def _json(state: SwapState, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(state), status, headers, "application/json")
