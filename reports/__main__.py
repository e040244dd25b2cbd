"""`python -m reports`: the suite's own commands where the `assay` script is not installed."""

import functools
from collections.abc import Callable
from typing import NoReturn

import typer

from reports import cli, verification
from reports.ending import Ending


def exiting(command: Callable[..., Ending]) -> Callable[..., NoReturn]:
    """The command, which ends the process with its exit code: nobody makes an envelope of what it found."""

    @functools.wraps(command)
    def run(*given: object, **named: object) -> NoReturn:
        ending = command(*given, **named)
        if ending.failure and not ending.told:
            typer.echo("\n".join(filter(None, (ending.failure, ending.hint))), err=True)
        raise typer.Exit(int(ending.exit_code))

    return run


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
for command in (cli.check, cli.report, verification.verify):
    app.command()(exiting(command))

if __name__ == "__main__":
    app()
