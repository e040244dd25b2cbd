"""The agents of a tenant: what is kept of them, and how to be rid of it."""

import asyncio
import uuid
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Request, Response

from system.api.answers import Agent, Agents, Problem
from system.api.callers import MAX_NAME_CHARACTERS, NAME_PATTERN, owner
from system.api.document import DOORS, operation
from system.api.exchange import Exchange, exchange_of
from system.api.links import OF_THE_LIST, OF_THE_PATH
from system.api.service import Service
from system.engine.messages import AgentInfo, AgentList, DeleteAgent, FlushAgent, ListAgents, Owner
from system.errors import NotFoundError
from system.serving.engine_client import Call

Name = Annotated[str, Path(json_schema_extra={"pattern": NAME_PATTERN, "maxLength": MAX_NAME_CHARACTERS})]

ONE = (400, *DOORS, 404, 503)


def router(service: Service) -> APIRouter:
    """The paths under /v1/agents. A name stands in the path percent-encoded and may hold slashes."""
    paths = APIRouter(prefix="/v1/agents", tags=["Agents"])

    @paths.get("", **operation(Agents, Problem, (*DOORS, 503), about=OF_THE_LIST))
    async def agents(request: Request) -> Response:
        """Every agent of the caller's key that something is kept of."""
        exchange = _begin(request)
        kept = await _call(service, ListAgents(_call_id(), exchange.tenant))
        return _json(Agents([Agent.of(info) for info in kept]))

    @paths.get("/{agent:path}", **operation(Agent, Problem, ONE, about=OF_THE_PATH))
    async def agent(request: Request, agent: Name) -> Response:
        """What is kept of one agent."""
        named = owner(_begin(request), agent, "agent")
        return _one(await _call(service, ListAgents(_call_id(), named.tenant, named.agent)), agent)

    @paths.delete("/{agent:path}", **operation(None, Problem, ONE, status=204, about=OF_THE_PATH))
    async def forget(request: Request, agent: Name) -> Response:
        """Forget an agent, in memory and on disk, whatever models have served it. Others are not touched."""
        named = owner(_begin(request), agent, "agent")
        _one(await _forgotten(service, named), agent)
        return Response(status_code=204)

    @paths.post("/{agent:path}/flush", **operation(Agent, Problem, ONE, about=OF_THE_PATH))
    async def flush(request: Request, agent: Name) -> Response:
        """Answered once every finished turn of the agent is on disk."""
        named = owner(_begin(request), agent, "agent")
        return _one(await _call(service, FlushAgent(_call_id(), named)), agent)

    return paths


async def _call(service: Service, command: Call) -> list[AgentInfo]:
    async with service.admission.admitted() as place:
        return (await place.engine.call(command, AgentList)).agents


async def _forgotten(service: Service, named: Owner) -> list[AgentInfo]:
    """What was kept of an agent. Every engine is told: during a swap there may be two that know it."""
    async with service.admission.admitted():
        engines = service.fleet.connected
        asked = (engine.call(DeleteAgent(_call_id(), named), AgentList) for engine in engines)
        return [info for answer in await asyncio.gather(*asked) for info in answer.agents]


def _begin(request: Request) -> Exchange:
    exchange = exchange_of(request.scope)
    exchange.api = "agents"
    return exchange


def _one(found: list[AgentInfo], agent: Name) -> Response:
    if not found:
        raise NotFoundError(f"nothing is kept of an agent named {agent!r}", code="agent_not_found")
    return _json(Agent.of(found[0]))


def _call_id() -> str:
    return uuid.uuid4().hex


def _json(content: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
