"""The one `assay` command, put together from what is installed.

Each command is an entry point of the group `assay.commands` and is imported when it is run, not before:
`assay --help` reads the commands' summaries from their source and imports none of them.
"""

import ast
import importlib.util
import sys
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from system.cli.invocation import JSON, PROGRAM, Invocation
from system.cli.output import fail

Click = Any
"""Typer brings its own copy of click and exports none of its types."""

GROUP = "assay.commands"
EXTRAS = {
    "torch": "forge",
    "tokenizers": "forge",
    "safetensors": "forge",
    "openai": "test",
    "anthropic": "test",
    "schemathesis": "test",
    "hypothesis": "test",
}
"""Which extra brings the packages that a plain installation lacks."""


class LazyCommands(TyperGroup):
    """A group whose commands are imported when they are wanted."""

    def list_commands(self, ctx: Click) -> list[str]:
        return sorted(entry_points(group=GROUP).names)

    def get_command(self, ctx: Click, cmd_name: str) -> Click:
        """What the list of commands shows of one."""
        point = _point(cmd_name)
        return TyperCommand(name=cmd_name, short_help=_summary(point)) if point else None

    def resolve_command(self, ctx: Click, args: list[str]) -> Click:
        """The command that is to be run."""
        name, summary, rest = super().resolve_command(ctx, args)
        point = _point(summary.name) if summary and summary.name else None
        return name, point and _load(point), rest


def _point(name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=GROUP, name=name)), None)


def _load(point: EntryPoint) -> Click:
    try:
        target = point.load()
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        fail(f"assay {point.name} needs {error.name}: pip install 'assay[{extra}]'")
    if not isinstance(target, typer.Typer):
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command(point.name)(target)
        target = app
    return _with_json(typer.main.get_command(target))


def _with_json(command: Click) -> Click:
    """The command, and each below it, with the option that every command has."""
    for below in getattr(command, "commands", {}).values():
        _with_json(below)
    command.params.append(_json_option())
    return command


def _json_option() -> Click:
    """`--json`, built as Typer builds options; Invocation has read it before."""

    def carrier(
        as_json: Annotated[
            bool, typer.Option(JSON, help="For machines: one JSON object on stdout.", callback=_note)
        ] = False,
    ) -> None:
        pass

    app = typer.Typer(add_completion=False)
    app.command()(carrier)
    (option,) = (each for each in typer.main.get_command(app).params if JSON in each.opts)
    option.expose_value = False
    option.is_eager = True
    return option


def _note(ctx: typer.Context, as_json: bool) -> bool:
    if isinstance(ctx.obj, Invocation):
        ctx.obj.command = ctx.command_path.removeprefix(f"{PROGRAM} ")
    return as_json


def _summary(point: EntryPoint) -> str:
    """The first line of the docstring of a command, or of a group's callback, read without running it."""
    spec = importlib.util.find_spec(point.module)
    if spec is None or spec.origin is None:
        return "(not installed)"
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    names = (point.attr, point.name)
    named = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in names)
    documented = ast.get_docstring(next(named, tree)) or ""
    return documented.partition("\n")[0]


def _say_version(ctx: typer.Context, wanted: bool) -> None:
    if not wanted:
        return
    if isinstance(ctx.obj, Invocation) and ctx.obj.as_json:
        ctx.obj.tell({"version": version("assay")})
    else:
        print(f"assay {version('assay')}")
    raise typer.Exit


app = typer.Typer(cls=LazyCommands, pretty_exceptions_enable=False, no_args_is_help=True)


@app.callback()
def assay(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Say which version this is, and leave.", callback=_say_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Many agents on one local model: the server, and the suite that proves what it promises."""


def main() -> None:
    """The console script. Exit codes: 0 success, 1 failure, 2 wrong usage, 130 interrupted."""
    sys.exit(Invocation(sys.argv[1:]).run(_with_json(typer.main.get_command(app))))


if __name__ == "__main__":
    main()
