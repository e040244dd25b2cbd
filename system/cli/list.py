"""`assay list`: the models that can be served."""

from typing import Any

from rich.filesize import decimal
from rich.table import Table

from system.cli.output import Outcome, add_rows, show
from system.serving.portfolio import Model, bundled_models


def list_models() -> Outcome:
    """List the models that can be served."""
    models = bundled_models()
    return Outcome({"models": [_described(model) for model in models]}, lambda: show(_table(models)))


def _described(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "path": str(model.path),
        "origin": model.origin,
        "architecture": model.architecture,
        "context_tokens": model.context_tokens,
        "weights_bytes": model.weights_bytes,
    }


def _table(models: list[Model]) -> Table:
    table = Table("model", "architecture", "context", "weights", box=None, pad_edge=False)
    table.add_column("where", overflow="fold")
    return add_rows(table, map(_row, models))


def _row(model: Model) -> tuple[str, ...]:
    context = "?" if model.context_tokens is None else f"{model.context_tokens:,}"
    return model.id, model.architecture, context, decimal(model.weights_bytes), str(model.path)
