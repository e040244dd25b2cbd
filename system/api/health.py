"""Is it alive, has it started, will it answer; its metrics; and what it is."""

from importlib.metadata import version

import msgspec
from fastapi import APIRouter, Response

from system.api.answers import About, EngineHealth, Health, Liveness, Problem
from system.api.document import DOORSTEP, operation
from system.api.service import Service
from system.engine.messages import EngineStats
from system.observe import metrics
from system.serving.supervisor import State

LINKS = {
    "chat": "/v1/chat/completions",
    "completions": "/v1/completions",
    "models": "/v1/models",
    "agents": "/v1/agents",
    "health": "/health/ready",
    "metrics": "/metrics",
    "document": "/openapi.json",
}


def router(service: Service) -> APIRouter:
    """The paths that say how the server is."""
    paths = APIRouter(tags=["Health"])
    checked = operation(Health, Problem, DOORSTEP)
    checked["responses"][503] = {
        "description": "Not now",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Health"}}},
    }

    @paths.get("/health/live", **operation(Liveness, Problem, (403, 421), public=True))
    async def live() -> Response:
        """The API process answers; says nothing of the model. Never needs a key."""
        return _json(Liveness())

    @paths.get("/health/ready", **checked)
    async def ready() -> Response:
        """200 when a request sent now would be answered, else 503; `status` says what the server is doing."""
        health = _health(service)
        return _json(health, 200 if health.status is State.READY else 503)

    @paths.get("/health/startup", **checked)
    async def startup() -> Response:
        """200 once the model has been loaded for the first time, whatever came later, else 503."""
        return _json(_health(service), 200 if service.fleet.serving.supervisor.model is not None else 503)

    @paths.get(
        "/metrics",
        **{**operation(None, Problem, DOORSTEP), "response_class": Response},
    )
    async def metrics_page() -> Response:
        """Everything that is counted, in Prometheus' text format."""
        return Response(service.metrics.page(), media_type=metrics.CONTENT_TYPE)

    @paths.get("/", **operation(About, Problem, DOORSTEP))
    async def about() -> Response:
        """What answers here, and where to go on."""
        return _json(
            About(
                name="assay",
                version=version("assay"),
                description="A server that runs many agents on one local model",
                model=service.model.id,
                links=LINKS,
            )
        )

    return paths


def _health(service: Service) -> Health:
    supervisor = service.fleet.serving.supervisor
    model = supervisor.model
    return Health(
        status=service.fleet.state,
        model=service.model.id,
        fingerprint=None if model is None else model.fingerprint,
        engine=EngineHealth(
            pid=supervisor.pid,
            restarts=service.fleet.restarts,
            device=None if model is None else model.device,
            blas=None if model is None else model.blas,
            dtype=None if model is None else model.dtype,
        ),
        warnings=_warnings(service.fleet.stats),
    )


def _warnings(stats: EngineStats) -> list[str]:
    """
    >>> _warnings(EngineStats(unsaved_agents=2, save_error="No space left on device"))
    ['caches are not saved: No space left on device (agents that wait for it: 2)']
    """
    warnings = []
    if stats.save_error:
        waiting = f"(agents that wait for it: {stats.unsaved_agents})"
        warnings.append(f"caches are not saved: {stats.save_error} {waiting}")
    if stats.integrity_problems:
        warnings.append(f"caches do not add up: GET /v1/integrity names {stats.integrity_problems} problems")
    return warnings


def _json(content: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
