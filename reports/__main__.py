"""`python -m reports`: the suite's own commands where the `assay` script is not installed."""

import typer

from reports import cli, verification

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(cli.check)
app.command()(cli.report)
app.command()(verification.verify)

if __name__ == "__main__":
    app()
