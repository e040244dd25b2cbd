"""`assay list`: the models that can be served."""

from typing import Annotated, Any

import typer

from system.cli.output import FAILURE, fail, print_envelope, print_failure
from system.errors import ModelError
from system.serving.portfolio import Model, bundled_models


def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="For machines: one JSON object.")] = False,
) -> None:
    """List the models that can be served."""
    try:
        models = bundled_models()
    except ModelError as error:
        if not as_json:
            fail(error.message)
        print_failure("list", error.code, error.message)
        raise SystemExit(FAILURE) from None
    if as_json:
        print_envelope("list", {"models": [_described(model) for model in models]})
    else:
        _print_table(models)


def _described(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "path": str(model.path),
        "origin": model.origin,
        "architecture": model.architecture,
        "context_tokens": model.context_tokens,
        "weights_bytes": model.weights_bytes,
    }


def _print_table(models: list[Model]) -> None:
    from rich.console import Console
    from rich.filesize import decimal
    from rich.table import Table

    table = Table("model", "architecture", "context", "weights", box=None, pad_edge=False)
    table.add_column("where", overflow="fold")
    for model in models:
        context = "?" if model.context_tokens is None else f"{model.context_tokens:,}"
        table.add_row(model.id, model.architecture, context, decimal(model.weights_bytes), str(model.path))
    Console().print(table)
