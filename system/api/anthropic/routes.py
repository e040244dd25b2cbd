"""Anthropic's paths: messages, and counting their tokens."""

import uuid
from functools import partial
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from system.api.anthropic.answers import MessageAnswer, MessagesError, TokenCounted
from system.api.anthropic.orders import check_model_can, count_order, message_order
from system.api.anthropic.requests import VERSIONS, Conversation, MessageRequest
from system.api.anthropic.views import MessageView
from system.api.body import check_messages, read_body
from system.api.callers import owner_of
from system.api.document import DOORS, operation
from system.api.exchange import Api, Exchange, exchange_of
from system.api.generation import Generation, View
from system.api.service import Service, check_model
from system.engine.messages import Generate, ModelInfo, TokenCount
from system.errors import RequestError

GENERATING = (400, *DOORS, 404, 408, 413, 415, 500, 503)
VERSION_HEADER: dict[str, Any] = {
    "name": "anthropic-version",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "enum": list(VERSIONS)},
}

_message = msgspec.json.Decoder(MessageRequest)
_conversation = msgspec.json.Decoder(Conversation)


def router(service: Service) -> APIRouter:
    """The paths under /v1/messages that Anthropic's clients use."""
    paths = APIRouter(prefix="/v1/messages", tags=["Anthropic"])

    @paths.post(
        "",
        **operation(
            MessageAnswer, MessagesError, GENERATING,
            body=MessageRequest, streams=True, agent=True, headers=[VERSION_HEADER],
        ),
    )  # fmt: skip
    async def messages(request: Request) -> Response:
        """Answer a conversation, whole or as server-sent events. What can't be honoured is refused."""
        exchange = _begin(request, "messages")
        wanted = await read_body(request, _message, service.settings)
        check_messages(wanted.messages, service.settings)
        check_model(service, wanted.model)
        return _generation(service, exchange, request, wanted)

    @paths.post(
        "/count_tokens",
        **operation(
            TokenCounted, MessagesError, GENERATING, body=Conversation, headers=[VERSION_HEADER]
        ),
    )  # fmt: skip
    async def count_tokens(request: Request) -> Response:
        """How many tokens the same conversation has as a prompt: exactly those that an answer counts."""
        _begin(request, "count_tokens")
        wanted = await read_body(request, _conversation, service.settings)
        check_messages(wanted.messages, service.settings)
        check_model(service, wanted.model)
        order = count_order(wanted, uuid.uuid4().hex)
        async with service.admission.admitted(wanted.model) as place:
            check_model_can(wanted, place.model)
            counted = await place.engine.call(order, TokenCount)
        return Response(msgspec.json.encode(TokenCounted(counted.tokens)), media_type="application/json")

    return paths


def _begin(request: Request, api: Api) -> Exchange:
    """Raises RequestError unless the caller names the version of the API that is spoken here."""
    exchange = exchange_of(request.scope)
    exchange.api = api
    version = request.headers.get("anthropic-version")
    if version not in VERSIONS:
        fault = "the header is required" if version is None else f"{version!r} is not a version known here"
        raise RequestError(f"{fault}: send {' or '.join(VERSIONS)}", param="anthropic-version")
    return exchange


def _generation(service: Service, exchange: Exchange, request: Request, wanted: MessageRequest) -> Generation:
    user_id = wanted.metadata.user_id if wanted.metadata is not None else None
    draft = partial(
        message_order,
        wanted,
        request_id=f"msg_{uuid.uuid4().hex}",
        owner=owner_of(exchange, request.headers, user_id, "metadata.user_id"),
    )
    order = draft(defaults=service.defaults)
    if user_id is not None:
        exchange.facts["user"] = user_id
    if order.owner is not None:
        exchange.facts["agent"] = order.owner.agent

    def seen_by(order: Generate, model: ModelInfo) -> View:
        check_model_can(wanted, model)
        return MessageView(order.request_id, model.id)

    return Generation(service, wanted.model, order, draft, seen_by, streams=bool(wanted.stream))
