"""OpenAI's paths: chat completions, completions, models."""

import time
import uuid
from collections.abc import Callable
from functools import partial

import msgspec
from fastapi import APIRouter, Request, Response

from system.api.body import check_messages, read_body
from system.api.callers import owner_of
from system.api.document import DOORS, operation
from system.api.exchange import Api, Exchange, exchange_of
from system.api.generation import Draft, Generation, View
from system.api.openai.answers import ChatCompletion, ErrorEnvelope, ModelCard, ModelCards, TextCompletion
from system.api.openai.cards import card_of, cards
from system.api.openai.orders import chat_order, check_model_can, completion_order
from system.api.openai.requests import ChatRequest, CompletionRequest, Parameters
from system.api.openai.views import ChatView, Head, TextView
from system.api.service import Service, check_model
from system.engine.messages import Generate, ModelInfo

GENERATING = (400, *DOORS, 404, 408, 413, 415, 500, 503)

_chat = msgspec.json.Decoder(ChatRequest)
_completion = msgspec.json.Decoder(CompletionRequest)


def router(service: Service) -> APIRouter:
    """The paths under /v1 that OpenAI's clients use."""
    paths = APIRouter(prefix="/v1", tags=["OpenAI"])
    _add_generation(paths, service)
    _add_models(paths, service)
    return paths


def _add_generation(paths: APIRouter, service: Service) -> None:
    @paths.post(
        "/chat/completions",
        **operation(ChatCompletion, ErrorEnvelope, GENERATING, body=ChatRequest, streams=True, agent=True),
    )
    async def chat_completions(request: Request) -> Response:
        """Answer a chat, whole or as server-sent events. What can't be honoured is refused by name."""
        exchange = _begin(request, "chat")
        wanted = await read_body(request, _chat, service.settings)
        check_messages(wanted.messages, service.settings)
        check_model(service, wanted.model)
        draft = partial(
            chat_order,
            wanted,
            request_id=f"chatcmpl-{uuid.uuid4().hex}",
            owner=owner_of(exchange, request.headers, wanted.prompt_cache_key, "prompt_cache_key"),
            max_tokens=service.settings.default_max_tokens,
        )
        return _generation(service, exchange, wanted, draft, ChatView)

    @paths.post(
        "/completions",
        **operation(
            TextCompletion, ErrorEnvelope, GENERATING, body=CompletionRequest, streams=True, agent=True
        ),
    )
    async def completions(request: Request) -> Response:
        """Continue a prompt, whole or as server-sent events. What can't be honoured is refused by name."""
        exchange = _begin(request, "completions")
        wanted = await read_body(request, _completion, service.settings)
        check_model(service, wanted.model)
        draft = partial(
            completion_order,
            wanted,
            request_id=f"cmpl-{uuid.uuid4().hex}",
            owner=owner_of(exchange, request.headers, wanted.prompt_cache_key, "prompt_cache_key"),
            max_tokens=service.settings.default_max_tokens,
        )
        return _generation(service, exchange, wanted, draft, TextView)


def _add_models(paths: APIRouter, service: Service) -> None:
    @paths.get("/models", **operation(ModelCards, ErrorEnvelope, DOORS))
    async def models(request: Request) -> Response:
        """The model that serves; then every other name that is answered.

        One that a swap loads or lets finish gets no new requests: GET /v1/models/swap tells of it.
        """
        _begin(request, "models")
        return _json(ModelCards(cards(service)))

    @paths.get("/models/{model:path}", **operation(ModelCard, ErrorEnvelope, (*DOORS, 404)))
    async def model(request: Request, model: str) -> Response:
        """One model, by its id, as `default`, or by an alias."""
        _begin(request, "models")
        check_model(service, model)
        return _json(card_of(service, model))


def _begin(request: Request, api: Api) -> Exchange:
    exchange = exchange_of(request.scope)
    exchange.api = api
    return exchange


def _generation(
    service: Service,
    exchange: Exchange,
    wanted: Parameters,
    draft: Draft,
    view: Callable[[Head, Generate, bool], View],
) -> Generation:
    include_usage = wanted.stream_options is not None and bool(wanted.stream_options.include_usage)
    if wanted.user is not None:
        exchange.facts["user"] = wanted.user
    order = draft(defaults=service.defaults)
    if order.owner is not None:
        exchange.facts["agent"] = order.owner.agent

    def seen_by(order: Generate, model: ModelInfo) -> View:
        check_model_can(order, model)
        head = Head(order.request_id, int(time.time()), model.id, f"fp_{model.fingerprint[:16]}")
        return view(head, order, include_usage)

    return Generation(service, wanted.model, order, draft, seen_by, streams=bool(wanted.stream))


def _json(content: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
