"""`assay agents`: the agents of a running server, and how to be rid of one."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.filesize import decimal
from rich.table import Table

from system.cli.conversations import Conversation
from system.cli.output import CommandError, Json, Outcome, add_rows, show
from system.cli.remote import DEFAULT_SERVER, Remote, ServerOption
from system.settings import Settings

app = typer.Typer(invoke_without_command=True, add_completion=False, pretty_exceptions_enable=False)

OwnServerOption = Annotated[str | None, typer.Option(help="Where the server is.", show_default=False)]
HomeOption = Annotated[
    Path, typer.Option(envvar="ASSAY_HOME", help="Where `assay run --agent` keeps what was said.")
]


@app.callback()
def agents(ctx: typer.Context, server: ServerOption = DEFAULT_SERVER) -> Outcome | None:
    """List the agents that a running server keeps something of, or forget one.

    ASSAY_API_KEY holds the key, where the server wants one; other keys'
    agents are not shown.
    """
    return _listed(server) if ctx.invoked_subcommand is None else None


@app.command("list")
def list_agents(ctx: typer.Context, server: OwnServerOption = None) -> Outcome:
    """List what is kept of each agent."""
    return _listed(server or _given(ctx))


@app.command()
def forget(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The agent's name.")],
    server: OwnServerOption = None,
    home: HomeOption = Settings.model_fields["home"].default,
) -> Outcome:
    """Forget an agent: its cache on the server, and what `assay run` kept of its conversation."""
    with _remote(server or _given(ctx)) as remote:
        cache = remote.forget_agent(name)
    conversation = Conversation(home, name).forget()
    forgotten = [what for what, was in (("cache", cache), ("conversation", conversation)) if was]
    if not forgotten:
        raise CommandError(
            f"nothing is kept of an agent named {name!r}",
            code="agent_not_found",
            hint="`assay agents` lists those that the server knows",
        )
    data = {"server": remote.url, "agent": name, "forgotten": forgotten}
    return Outcome(data, lambda: show(f"forgot the {' and the '.join(forgotten)} of {name}"))


def _given(ctx: typer.Context) -> str:
    """The server that was named before the sub-command."""
    return str(ctx.parent.params["server"]) if ctx.parent is not None else DEFAULT_SERVER


def _listed(server: str) -> Outcome:
    with _remote(server) as remote:
        _, said = remote.get("/v1/agents")
    return Outcome({"server": remote.url, "agents": said["data"]}, lambda: show(_table(said["data"])))


@contextlib.contextmanager
def _remote(server: str) -> Iterator[Remote]:
    with contextlib.closing(Remote(server, os.environ.get("ASSAY_API_KEY"))) as remote:
        yield remote


def _table(agents: list[Json]) -> Table:
    table = Table("agent", "model", "tokens", "memory", "disk", "last used", box=None, pad_edge=False)
    return add_rows(table, map(_row, agents))


def _row(agent: Json) -> tuple[str, ...]:
    used = datetime.fromtimestamp(agent["last_used"]).astimezone().isoformat(" ", "seconds")
    sizes = (decimal(agent["hot_bytes"]), decimal(agent["disk_bytes"]))
    return agent["id"], agent["model"], f"{agent['tokens']:,}", *sizes, used
