"""One agent's cache: what it consists of, and moving it between memory and disk."""

import uuid
from typing import Literal

import msgspec
from fastapi import APIRouter, Request, Response

from system.api.agents import ONE, Name
from system.api.answers import Agent, Problem
from system.api.callers import owner
from system.api.document import operation
from system.api.exchange import exchange_of
from system.api.links import OF_THE_PATH
from system.api.service import Service
from system.engine.messages import AgentCache, BlockInfo, PlaceCache
from system.errors import NotFoundError


class Cache(msgspec.Struct, frozen=True):
    """What is kept of one agent, and every block of it, parents before children.

    A block is a run of tokens from `start` on; `conversations` counts those of the agent that hold it.
    """

    agent: Agent
    blocks: list[BlockInfo]
    object: Literal["agent.cache"] = "agent.cache"


def router(service: Service) -> APIRouter:
    """The paths below one agent's; they come before those of the agent, whose name may hold slashes."""
    paths = APIRouter(prefix="/v1/agents", tags=["Agents"])

    @paths.get("/{agent:path}/cache", **operation(Cache, Problem, ONE, about=OF_THE_PATH))
    async def cache(request: Request, agent: Name) -> Response:
        """The agent's cache, block by block: where each is, and how large."""
        return await _place(service, request, agent, "as_it_is")

    @paths.post("/{agent:path}/warm", **operation(Cache, Problem, ONE, about=OF_THE_PATH))
    async def warm(request: Request, agent: Name) -> Response:
        """Bring what the agent's last conversation stands on into memory, as far as there is room."""
        return await _place(service, request, agent, "memory")

    @paths.post("/{agent:path}/evict", **operation(Cache, Problem, ONE, about=OF_THE_PATH))
    async def evict(request: Request, agent: Name) -> Response:
        """Save the agent's cache and let go of its memory; what others hold too stays in theirs."""
        return await _place(service, request, agent, "disk")

    @paths.post("/{agent:path}/pin", **operation(Cache, Problem, ONE, about=OF_THE_PATH))
    async def pin(request: Request, agent: Name) -> Response:
        """Have the agent leave a full memory or disk after all that are not pinned, restarts included."""
        return await _place(service, request, agent, "pinned")

    @paths.post("/{agent:path}/unpin", **operation(Cache, Problem, ONE, about=OF_THE_PATH))
    async def unpin(request: Request, agent: Name) -> Response:
        """Have the agent leave in its turn again."""
        return await _place(service, request, agent, "unpinned")

    return paths


async def _place(
    service: Service,
    request: Request,
    agent: str,
    to: Literal["as_it_is", "memory", "disk", "pinned", "unpinned"],
) -> Response:
    exchange = exchange_of(request.scope)
    exchange.api = "agents"
    named = owner(exchange, agent, "agent")
    async with service.admission.admitted() as place:
        found = (await place.engine.call(PlaceCache(uuid.uuid4().hex, named, to), AgentCache)).cache
    if found is None:
        raise NotFoundError(f"nothing is kept of an agent named {agent!r}", code="agent_not_found")
    return Response(
        msgspec.json.encode(Cache(Agent.of(found.info), found.blocks)), media_type="application/json"
    )
