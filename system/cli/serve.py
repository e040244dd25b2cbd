"""`assay serve`: the server, told what to do by settings."""

import asyncio
import gc
import inspect
import signal
from pathlib import Path
from typing import Annotated, get_origin

import typer
from pydantic.fields import FieldInfo

from system.cli.invocation import Invocation
from system.cli.output import FAILURE, INTERRUPTED, SUCCESS
from system.settings import Settings, read_settings

Setting = str | int | float | Path | list[str] | None

NEVER_OPTIONS = {"api_keys", "admin_key"}
"""Secrets: every user of the machine can read a command line."""


def serve(ctx: typer.Context, **given: Setting) -> None:
    """Serve a model to many agents over HTTP.

    Every option can also be set as ASSAY_NAME in the environment (--max-rows as ASSAY_MAX_ROWS), or in
    the TOML file that --config names; keys only there: ASSAY_API_KEYS (comma-separated) and ASSAY_ADMIN_KEY,
    or as hashes in the file of `assay keys`, which --keys-file names.
    """
    raise typer.Exit(_serve(read_settings(**given), ctx.find_object(Invocation) or Invocation([])))


def _serve(settings: Settings, invocation: Invocation) -> int:
    """Run until a signal ends it; the exit code. Raises AssayError for what kept the server from starting."""
    gc.disable()  # All that is made until it serves stays, and looking through it takes a sixth of that time.
    import uvloop

    from system import logs
    from system.api.server import HttpServer, listen
    from system.app import build_app, build_service
    from system.home import Home
    from system.serving.fitness import examined

    logs.configure(settings.log_level)
    candidate = examined(settings, settings.model)

    async def run() -> int:
        service = build_service(settings, candidate)
        server = HttpServer(build_app(service, home), service, listener)
        gc.freeze()  # What is here now stays: the collector need not look through it, now or at the end.
        gc.enable()
        await server.run_until_stopped(announce)
        if server.stopped_by is signal.SIGINT:
            return INTERRUPTED
        return FAILURE if server.force_exit else SUCCESS

    def announce(url: str) -> None:
        if invocation.as_json:
            invocation.tell({"url": url, "model": candidate.model.id})
        else:
            print(f"assay: listening on {url}", flush=True)

    with listen(settings) as listener:
        home = Home.open(settings.home)
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(run())
        finally:
            home.close()


def _signature() -> inspect.Signature:
    """One option for each setting: its type and description are Settings' own, and so is its default."""
    context = inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    return inspect.Signature(
        [
            context,
            *(
                inspect.Parameter(
                    name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=None,
                    annotation=Annotated[_type(field), typer.Option(help=_help(field), show_default=False)],
                )
                for name, field in Settings.model_fields.items()
                if name not in NEVER_OPTIONS
            ),
        ]
    )


def _type(field: FieldInfo) -> object:
    """A list is one option, with commas, as in the environment; a table is one option for each entry."""
    kind = get_origin(field.annotation)
    if kind is list:
        return str | None
    return (list[str] if kind is dict else field.annotation) | None  # type: ignore[operator]


def _help(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if default in (None, [], {}):
        return str(field.description)
    return f"{field.description} Default: {default}"


serve.__signature__ = _signature()  # type: ignore[attr-defined]
