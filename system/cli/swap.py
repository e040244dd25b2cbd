"""`assay swap`: have a running server serve another model."""

import contextlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from system.cli.models import complete_model
from system.cli.output import CommandError, Json, Outcome, named_values, show
from system.cli.remote import DEFAULT_SERVER, START_HINT, Remote, ServerOption

PATH = "/v1/models/swap"
ENDED = ("idle", "done", "failed")
LOOK_SECONDS = 0.1


class Mode(StrEnum):
    """How the next model comes."""

    AUTO = "auto"
    SIDE_BY_SIDE = "side_by_side"
    DRAIN_FIRST = "drain_first"


def swap(
    model: Annotated[
        str,
        typer.Argument(
            help="Name of a known model, or the path of a model directory.", autocompletion=complete_model
        ),
    ],
    server: ServerOption = DEFAULT_SERVER,
    mode: Annotated[
        Mode,
        typer.Option(help="auto: side_by_side where memory allows; drain_first: one goes, the other comes."),
    ] = Mode.AUTO,
    timeout_seconds: Annotated[
        float | None, typer.Option(min=0.001, max=86400, help="How long the model may take to load.")
    ] = None,
) -> Outcome:
    """Have a running server serve another model, without losing a request.

    Returns once the next model serves. If it can't, the one before goes on,
    and this says which step failed. ASSAY_API_KEY holds the admin key, where
    the server has keys.
    """
    body = {"model": _located(model), "mode": mode.value, "timeout_seconds": timeout_seconds}
    with contextlib.closing(Remote(server, os.environ.get("ASSAY_API_KEY"))) as remote:
        with _phases_told(remote, model), remote.streamed(PATH, body, {}) as response:
            response.read()
        try:
            said: Json = response.json()
        except ValueError as error:
            raise CommandError(f"what answers at {remote.url} is no Assay server", hint=START_HINT) from error
    return Outcome({"server": remote.url, **said}, lambda: show(named_values(_rows(said))))


@contextlib.contextmanager
def _phases_told(remote: Remote, model: str) -> Iterator[None]:
    """On a terminal, meanwhile, how far the swap is."""
    console, over = Console(stderr=True), Event()
    if not console.is_terminal:
        yield
        return
    with console.status(f"swapping to {model}") as status, ThreadPoolExecutor(1) as thread:
        thread.submit(_tell_phases, remote, status, over)
        try:
            yield
        finally:
            over.set()


def _tell_phases(remote: Remote, status: Status, over: Event) -> None:
    """Until it is over, or the server refuses to say: then it refuses the swap as well, and says why."""
    while not over.wait(LOOK_SECONDS):
        _, state = remote.get(PATH)
        if state["phase"] not in ENDED:
            status.update(f"swapping to {state['model'] or state['wanted']}: {state['phase']}")


def _located(model: str) -> str:
    """A directory's absolute path: the server runs in another one."""
    try:
        path = Path(model).expanduser()
    except RuntimeError:  # nobody is called so
        return model
    return str(path.resolve()) if path.is_dir() else model


def _rows(said: Json) -> list[tuple[str, str]]:
    if not said["changed"]:
        return [("model", f"{said['model']} (it served already)")]
    phases = [(phase, f"{seconds:.2f} s") for phase, seconds in said["seconds"].items()]
    told = [("warning", said["warning"])] if said["warning"] else []
    return [
        ("model", f"{said['model']} instead of {said['previous']}"),
        ("mode", said["mode"]),
        *told,
        *phases,
        ("total", f"{said['total_seconds']:.2f} s"),
    ]
