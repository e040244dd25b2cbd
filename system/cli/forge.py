"""`assay forge`: make a model from its recipe, measure it, export it."""

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from system.cli.models import complete_model, known_folders
from system.cli.output import INTERRUPTED, CommandError, Outcome, fail, show
from system.serving.portfolio import find_model

if TYPE_CHECKING:
    from system.forge.evaluation import Cell
    from system.forge.recipe import Recipe

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

ModelArgument = Annotated[
    str, typer.Argument(help="Name of a known model, or its path.", autocompletion=complete_model)
]
RecipeOption = Annotated[
    Path, typer.Argument(help="The recipe (TOML) of the model.", exists=True, dir_okay=False)
]


@app.callback()
def forge() -> None:
    """Make the models that ship with Assay, and measure them."""


@app.command()
def train(
    recipe: RecipeOption,
    out: Annotated[Path, typer.Option(help="Where checkpoints go, and the finished model.")] = Path(
        "forge-out"
    ),
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the checkpoint in OUT.")] = False,
    threads: Annotated[int, typer.Option(min=1, help="Processor threads.")] = 1,
    compiled: Annotated[bool, typer.Option("--compile", help="Compile the layers: faster.")] = False,
    cases: Annotated[
        int, typer.Option(min=0, help="Cases a skill and context to measure it by; 0 leaves that out.")
    ] = 300,
) -> Outcome:
    """Train a model from nothing: tokenizer, corpus, resumable checkpoints, export, evaluation."""
    try:
        import torch

        from system.forge.training import CHECKPOINT, Training
    except ModuleNotFoundError as error:
        fail(_missing("train", error))
    if resume and not (out / CHECKPOINT).exists():
        fail(f"no {out / CHECKPOINT} to resume from: leave out --resume, or name its folder with --out")
    if not resume and (out / CHECKPOINT).exists():
        fail(f"{out / CHECKPOINT} exists: go on with --resume, or name another folder with --out")
    torch.set_num_threads(threads)
    plan = _read(recipe)
    training = Training(plan, out, resume=resume, compiled=compiled)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: training.stop())
    training.run()
    if training.progress < 1:
        raise CommandError(
            f"stopped at {training.progress:.1%}",
            exit_code=INTERRUPTED,
            code="interrupted",
            hint=f"`assay forge train {recipe} --out {out} --resume` goes on",
        )
    exported = _export(plan, out, out / plan.name)
    return _evaluated(out / plan.name, cases) if cases else exported


@app.command()
def export(
    recipe: RecipeOption,
    checkpoint: Annotated[
        Path, typer.Argument(help="The folder that `train` left its checkpoint in.", file_okay=False)
    ],
    target: Annotated[Path, typer.Argument(help="The model directory to write.")],
) -> Outcome:
    """Write a checkpoint as a model directory that mlx-lm opens."""
    return _export(_read(recipe), checkpoint, target)


@app.command()
def quantize(
    model: ModelArgument,
    target: Annotated[Path, typer.Argument(help="The model directory to write.")],
    bits: Annotated[int, typer.Option(help="Bits a weight: 2, 3, 4, 5, 6 or 8.")] = 8,
    group_size: Annotated[int, typer.Option(help="Weights that share a scale: 32, 64 or 128.")] = 64,
) -> Outcome:
    """Write a model with fewer bits a weight, by mlx-lm's conversion; tokenizer and end tokens stay."""
    from system.forge.quantization import quantize as convert

    convert(find_model(model, known_folders()).path, target, bits, group_size)
    told = f"Written to {target}; assay forge evaluate {target} measures it."
    return Outcome({"model": str(target)}, lambda: typer.echo(told))


@app.command()
def evaluate(
    model: ModelArgument,
    cases: Annotated[int, typer.Option(min=1, help="Cases a skill and context.")] = 300,
    skill: Annotated[list[str] | None, typer.Option(help="Only this skill; may be given again.")] = None,
    card: Annotated[
        bool, typer.Option("--write-card", help="Write the table into the model's README.md.")
    ] = False,
) -> Outcome:
    """Measure a model on held-out words: exact match, greedy, through mlx-lm."""
    directory = find_model(model, known_folders()).path
    if card:
        from system.forge.card import around_the_table, write_card

        around_the_table(directory)
    cells = _measured(directory, cases, skill)
    if card:
        write_card(directory, cells)
    return Outcome({"cells": [dataclasses.asdict(cell) for cell in cells]}, lambda: _show(cells))


def _read(recipe: Path) -> "Recipe":
    try:
        from system.forge.recipe import Recipe
    except ModuleNotFoundError as error:
        fail(_missing("train", error))
    return Recipe.read(recipe)


def _export(recipe: "Recipe", checkpoint: Path, target: Path) -> Outcome:
    try:
        from system.forge import export as exporting
    except ModuleNotFoundError as error:
        fail(_missing("export", error))
    exporting.export(checkpoint, recipe, target)
    told = f"Written to {target}; assay forge evaluate {target} measures it."
    return Outcome({"model": str(target)}, lambda: typer.echo(told))


def _evaluated(model: Path, cases: int) -> Outcome:
    """What `evaluate` measures and writes into the card; in a process of its own, which PyTorch is not in."""
    from system.forge.evaluation import Cell

    command = ["forge", "evaluate", str(model), "--cases", str(cases), "--write-card", "--json"]
    program = "from system.cli.main import main; main()"
    ran = subprocess.run([sys.executable, "-c", program, *command], stdout=subprocess.PIPE, check=False)
    if not ran.stdout:
        fail(f"the model in {model} was not measured: its evaluation ended with {ran.returncode}")
    told = json.loads(ran.stdout)
    if told["error"] is not None:
        fail(f"the model in {model} could not be measured: {told['error']['message']}")
    cells = [msgspec.convert(cell, Cell, strict=False) for cell in told["data"]["cells"]]
    return Outcome({"model": str(model), "cells": told["data"]["cells"]}, lambda: _show(cells))


def _missing(command: str, error: ModuleNotFoundError) -> str:
    return f"assay forge {command} needs {error.name}: pip install 'assay[forge]'"


def _measured(model: Path, cases: int, skills: list[str] | None) -> "list[Cell]":
    """All cells, with a progress bar on stderr. OpenBLAS must be in place before MLX is imported."""
    from rich.console import Console
    from rich.progress import Progress

    from system.engine.blas import interpose

    interpose("auto")
    from system.forge.cases import SKILLS
    from system.forge.evaluation import Cell, evaluate

    unknown = set(skills or ()) - {one.name for one in SKILLS}
    if unknown:
        fail(f"there is no skill {sorted(unknown)}: choose from {', '.join(one.name for one in SKILLS)}", 2)
    total = sum(len(one.contexts) for one in SKILLS if not skills or one.name in skills)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("evaluating", total=total)

        def done(cell: Cell) -> None:
            progress.update(task, advance=1, description=f"{cell.skill} at {cell.context}: {cell.share:.1%}")

        return evaluate(model, cases, skills, done)


def _show(cells: "list[Cell]") -> None:
    from system.forge.card import table

    show(table(cells))
