"""For the administrator alone."""

import uuid

import msgspec
from fastapi import APIRouter, Request, Response

from system.api.answers import IntegrityReport, Problem
from system.api.auth import require_admin
from system.api.document import DOORS, operation
from system.api.exchange import exchange_of
from system.api.service import Service
from system.engine.messages import CheckIntegrity, Integrity


def router(service: Service) -> APIRouter:
    """The paths that need the admin key, where keys are set."""
    paths = APIRouter(prefix="/v1", tags=["Administration"])

    @paths.get("/integrity", **operation(IntegrityReport, Problem, (*DOORS, 503)))
    async def integrity(request: Request) -> Response:
        """Does every block, byte and row add up? Counts them all, so ask when it is quiet."""
        exchange = exchange_of(request.scope)
        exchange.api = "integrity"
        require_admin(exchange)
        async with service.admission.admitted() as place:
            found = await place.engine.call(CheckIntegrity(uuid.uuid4().hex), Integrity)
        report = IntegrityReport(
            ok=not found.problems,
            problems=found.problems,
            memory=found.memory,
            disk=found.disk,
            stats=found.stats,
        )
        return Response(msgspec.json.encode(report), media_type="application/json")

    return paths
