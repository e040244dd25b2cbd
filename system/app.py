"""The composition root: builds a server's parts from its settings and joins them; nothing else does."""

import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from system.api import admin, agents, answers, caches, health, swap
from system.api.access import AccessLog
from system.api.anthropic import answers as anthropic_answers
from system.api.anthropic import requests as anthropic_requests
from system.api.anthropic import routes as anthropic
from system.api.auth import Gate, Keyring
from system.api.document import documented
from system.api.openai import answers as openai_answers
from system.api.openai import requests as openai_requests
from system.api.openai import routes as openai
from system.api.origins import Doorstep, with_cors
from system.api.problems import on_assay_error, on_http_error
from system.api.service import Service
from system.engine.messages import BlockInfo, Load
from system.errors import AssayError
from system.home import Home
from system.keys import KeysFile
from system.observe.metrics import Metrics
from system.serving.admission import Admission
from system.serving.fitness import Candidate, examined
from system.serving.fleet import Fleet, Loaded
from system.serving.names import Names
from system.serving.places import places
from system.serving.portfolio import Model
from system.serving.summons import Summons
from system.serving.supervisor import Supervisor
from system.serving.swap import SwapState
from system.serving.swapper import Swapper
from system.settings import Settings

DOCUMENTED = (
    openai_requests.ChatRequest,
    openai_requests.CompletionRequest,
    openai_answers.ChatCompletion,
    openai_answers.ChatChunk,
    openai_answers.TextCompletion,
    openai_answers.ModelCard,
    openai_answers.ModelCards,
    openai_answers.ErrorEnvelope,
    anthropic_requests.MessageRequest,
    anthropic_requests.Conversation,
    anthropic_answers.MessageAnswer,
    anthropic_answers.TokenCounted,
    anthropic_answers.MessagesError,
    answers.Problem,
    answers.Agent,
    answers.Agents,
    caches.Cache,
    BlockInfo,
    answers.IntegrityReport,
    answers.Health,
    answers.Liveness,
    answers.About,
    swap.SwapRequest,
    SwapState,
)


def build_service(settings: Settings, model: Candidate) -> Service:
    """Everything but HTTP. The first engine's supervisor is built, not started. Raises SettingsError."""
    first = _loaded(settings, model, settings.load_timeout_seconds)
    known = {place.id: place.path for place in places(settings.model_folders)}
    names = Names(settings.alias, known | {model.model.id: model.model.path}, auto_swap=settings.auto_swap)
    fleet = Fleet(first, names)
    swapper = Swapper(fleet, partial(examined, settings), partial(_loaded, settings), settings.drain_seconds)
    summons = Summons(fleet, swapper, settings.load_timeout_seconds)
    return Service(
        settings=settings,
        fleet=fleet,
        swapper=swapper,
        admission=Admission(fleet, summons, settings.max_rows + settings.max_waiting),
        metrics=Metrics(lambda: fleet.stats, lambda: fleet.restarts),
        created=int(time.time()),
    )


def _loaded(
    settings: Settings,
    candidate: Candidate,
    load_timeout_seconds: float,
    on_step: Callable[[str], None] | None = None,
) -> Loaded:
    """A model and the supervisor of its engine, which is not started.

    A swap that must be quick says nothing of later restarts: they get the time of the settings at least.
    """
    supervisor = Supervisor(
        _load(settings, candidate.model),
        load_timeout_seconds=max(load_timeout_seconds, settings.load_timeout_seconds),
        silence_seconds=settings.silence_seconds,
        on_step=on_step,
    )
    return Loaded(candidate.model, candidate.defaults, supervisor)


def build_app(service: Service, home: Home) -> ASGIApp:
    """The HTTP side of a service, its keys and its log around it."""
    settings = service.settings
    keys = [key.get_secret_value() for key in settings.api_keys]
    admin_key = settings.admin_key.get_secret_value() if settings.admin_key is not None else None
    keys_file = None if settings.keys_file is None else KeysFile(settings.keys_file)
    keyring = Keyring(home, keys, admin_key, keys_file, settings.limits)
    app = FastAPI(
        title="Assay", version=version("assay"), docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.openapi = documented(app, DOCUMENTED, is_open=keyring.is_open)  # type: ignore[method-assign]
    # The swap's path lies where OpenAI's API has models' names: it comes first.
    routers = (
        swap.router,
        openai.router,
        anthropic.router,
        caches.router,
        agents.router,
        admin.router,
        health.router,
    )
    for router in routers:
        app.include_router(router(service))
    app.add_exception_handler(AssayError, on_assay_error)
    app.add_exception_handler(HTTPException, on_http_error)
    gate: ASGIApp = Gate(app, keyring)
    if keyring.is_open:
        gate = Doorstep(gate, settings.allowed_origins)
    return with_cors(AccessLog(gate, service.metrics), settings.allowed_origins)


def _load(settings: Settings, model: Model) -> Load:
    return Load(
        path=str(model.path),
        model_id=model.id,
        home=str(settings.home),
        dtype=settings.dtype,
        blas=settings.blas,
        max_rows=settings.max_rows,
        max_waiting=settings.max_waiting,
        context_tokens=settings.context_tokens,
        prefill_chunk_tokens=settings.prefill_chunk_tokens,
        hot_cache_bytes=settings.hot_cache_bytes,
        disk_cache_bytes=settings.disk_cache_bytes,
        max_agents=settings.max_agents,
        idle_check_seconds=settings.idle_check_seconds,
    )
