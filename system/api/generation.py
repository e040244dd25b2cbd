"""The answer to a request that generates: its whole life, from a place in the queue to the last byte."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any, Protocol

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from system.api import sse
from system.api.exchange import Exchange, exchange_of
from system.api.fold import Fold, Tally
from system.api.service import Service
from system.engine.messages import Accepted, Delta, Done, Ended, Event, Generate, ModelInfo, Prefilled
from system.errors import AssayError, BehindError
from system.serving.events import Events
from system.serving.fleet import Seat
from system.serving.portfolio import SamplingDefaults

PING_SECONDS = 15.0


class Draft(Protocol):
    """Makes the order again, for a model whose defaults are others."""

    def __call__(self, *, defaults: SamplingDefaults) -> Generate: ...


class View(Protocol):
    """One API's way to show what was generated: all of it as one JSON text, or piece by piece as SSE events.

    A stream is opening, delta*, ended for each choice and closing; or failed, at any point after the opening.
    """

    ping: bytes

    def whole(self, fold: Fold, tally: Tally) -> bytes: ...
    def opening(self, tally: Tally) -> bytes: ...
    def delta(self, delta: Delta) -> bytes: ...
    def ended(self, ended: Ended) -> bytes: ...
    def closing(self, tally: Tally) -> bytes: ...
    def failed(self, error: AssayError, request_id: str) -> bytes: ...


class Generation(Response):
    """An ASGI response that generates while it is sent.

    Nothing is sent before the engine has accepted the request, so that what the engine refuses still gets its
    own status. When the client leaves, the request leaves the engine.
    """

    def __init__(
        self,
        service: Service,
        model: str,
        order: Generate,
        draft: Draft,
        view: Callable[[Generate, ModelInfo], View],
        *,
        streams: bool,
    ) -> None:
        """`order` is what `draft` makes for the model that serves now; `model` is the name asked for."""
        self._service = service
        self._model = model
        self._order = order
        self._drafted_for = service.defaults
        self._draft = draft
        self._seen_by = view
        self._streams = streams
        self._spent: Counter[int] = Counter()
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        exchange.facts |= {"completion": self._order.request_id, "stream": self._streams}
        if not await while_connected(receive, self._answer(exchange, send)):
            exchange.outcome = exchange.outcome or "cancelled"

    async def _answer(self, exchange: Exchange, send: Send) -> None:
        metrics = self._service.metrics
        async with AsyncExitStack() as stack:
            with metrics.waiting.track_inprogress():
                place = await stack.enter_async_context(self._service.admission.admitted(self._model))
                generating = place.generate(self._drafted, self._service.settings.max_unread_events)
                accepted, events = await stack.enter_async_context(generating)
                view = self._seen_by(self._order, place.model)
            with metrics.running.track_inprogress():
                tally = self._begin(exchange, accepted)
                tell = self._stream if self._streams else self._whole
                await tell(self._batches(events, tally, exchange), view, tally, exchange, send)

    def _drafted(self, seat: Seat) -> Generate:
        """The order for the model that is going to answer. Raises RequestError for what that one can't do."""
        if seat.defaults != self._drafted_for:
            self._order, self._drafted_for = self._draft(defaults=seat.defaults), seat.defaults
        self._seen_by(self._order, seat.model)
        return self._order

    def _begin(self, exchange: Exchange, accepted: Accepted) -> Tally:
        metrics = self._service.metrics
        metrics.prompt_tokens.inc(accepted.prompt_tokens)
        exchange.spend(accepted.prompt_tokens)
        if accepted.cached_tokens:
            metrics.cached_tokens.labels(accepted.cache_source).inc(accepted.cached_tokens)
        exchange.facts |= {
            "prompt_tokens": accepted.prompt_tokens,
            "cached_tokens": accepted.cached_tokens,
            "cache_source": accepted.cache_source,
        }
        return Tally(accepted)

    async def _batches(self, events: Events, tally: Tally, exchange: Exchange) -> AsyncIterator[list[Event]]:
        """What has arrived, each time something has; an empty list when nothing did for PING_SECONDS."""
        while True:
            try:
                async with asyncio.timeout(PING_SECONDS):
                    batch = await events.arrived()
            except TimeoutError:
                yield []
                continue
            for event in batch:
                self._note(event, tally, exchange)
            yield batch
            if isinstance(batch[-1], Done):
                return

    def _note(self, event: Event, tally: Tally, exchange: Exchange) -> None:
        """Count what an event says for the metrics, the log and the caller's limits.

        Who leaves before the end has spent a token for each piece that came.
        """
        facts = exchange.facts
        if isinstance(event, Delta):
            self._spent[event.choice] += 1
            exchange.spend(1)
            if "first_token_seconds" not in facts:
                facts["first_token_seconds"] = round(exchange.seconds, 6)
                self._service.metrics.first_token.observe(exchange.seconds)
        elif isinstance(event, Ended):
            tally.end(event)
            exchange.spend(event.completion_tokens - self._spent[event.choice])
            self._service.metrics.completion_tokens.inc(event.completion_tokens)
            facts |= {"completion_tokens": tally.completion_tokens, "finish_reason": event.finish_reason}

    async def _whole(
        self, batches: AsyncIterator[list[Event]], view: View, tally: Tally, exchange: Exchange, send: Send
    ) -> None:
        fold = Fold(self._order.n)
        async for batch in batches:
            for event in batch:
                fold.add(event)
        body = view.whole(fold, tally)
        length = str(len(body)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _stream(
        self, batches: AsyncIterator[list[Event]], view: View, tally: Tally, exchange: Exchange, send: Send
    ) -> None:
        async def write(data: bytes) -> None:
            await send({"type": "http.response.body", "body": data, "more_body": True})

        await send({"type": "http.response.start", "status": 200, "headers": list(sse.HEADERS)})
        await write(view.opening(tally))
        try:
            async for batch in batches:
                await write(b"".join(self._shown(event, view, tally) for event in batch) or view.ping)
        except AssayError as error:
            exchange.outcome = "stalled" if isinstance(error, BehindError) else "failed"
            exchange.facts["code"] = error.code
            await write(view.failed(error, exchange.request_id))
        await send({"type": "http.response.body", "body": b""})

    def _shown(self, event: Event, view: View, tally: Tally) -> bytes:
        match event:
            case Delta():
                return view.delta(event)
            case Ended():
                return view.ended(event)
            case Prefilled():
                return sse.prefill_progress(event.done, event.total)
            case Done():
                return view.closing(tally)
        raise AssayError(f"a stream can't show {type(event).__name__}")


async def while_connected(receive: Receive, work: Coroutine[Any, Any, None]) -> bool:
    """Do `work` unless the client leaves first; whether it was done. The request's body has been read."""
    task = asyncio.create_task(work)
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            return False
        task.result()
        return True
    finally:
        task.cancel()
        leaving.cancel()
        await asyncio.wait({task, leaving})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
