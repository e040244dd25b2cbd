"""`assay list`: the models of this machine, whole or not."""

from rich.table import Table

from system.cli.described import as_json, bytes_told, here, number, precision
from system.cli.models import FoldersOption
from system.cli.output import Outcome, add_rows, show
from system.serving.facts import Facts, facts_of
from system.serving.places import places
from system.settings import read_settings


def list_models(model_folders: FoldersOption = None) -> Outcome:
    """List the models of this machine, and whether each can run here.

    They are Assay's own, those of the Hugging Face cache (HF_HUB_CACHE,
    HF_HOME), and those below the folders that are named. Nothing is loaded,
    and nothing written. `assay serve` takes each by its name; its settings
    count here, too, and ASSAY_CONTEXT_TOKENS changes what a model takes.
    """
    settings = read_settings(model_folders=model_folders)
    models = [facts_of(place, settings) for place in places(settings.model_folders)]
    return Outcome({"models": [as_json(each) for each in models]}, lambda: show(_table(models)))


def _table(models: list[Facts]) -> Table:
    names = ("model", "architecture", "parameters", "size", "precision", "context", "memory", "runs here")
    table = Table(*names, box=None, pad_edge=False)
    table.add_column("where", overflow="fold")
    return add_rows(table, map(_row, models))


def _row(facts: Facts) -> tuple[str, ...]:
    need = facts.need.estimate_bytes if facts.need is not None else None
    return (
        facts.place.id,
        facts.architecture or "?",
        number(facts.parameters),
        bytes_told(facts.weights_bytes),
        precision(facts),
        number(facts.context_tokens),
        bytes_told(need),
        here(facts),
        str(facts.place.path),
    )
