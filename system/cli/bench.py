"""`assay bench`: how fast it is, beside mlx-lm itself and its own server."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from system.bench.plan import FULL, QUICK, Plan
from system.bench.record import Record
from system.bench.run import measure, steps
from system.bench.table import markdown, show
from system.bench.targets import judged
from system.cli.models import known_folders
from system.cli.output import INTERRUPTED, CommandError, Outcome
from system.serving.portfolio import Model, find_model
from system.settings import BUNDLED_MODEL


def bench(
    model: Annotated[str, typer.Option(help="Name of a known model, or the path of one.")] = BUNDLED_MODEL,
    out: Annotated[Path, typer.Option(help="Where the results go.")] = Path("reports/out/bench"),
    quick: Annotated[bool, typer.Option(help="About a minute: few rounds, one BLAS.")] = False,
    rounds: Annotated[int | None, typer.Option(min=1, help="Rounds of each measurement.")] = None,
) -> Outcome:
    """Measure throughput and latency beside mlx-lm in-process and its own server.

    Writes bench.json, bench.md, bench.svg and bench.png. A target that is missed is shown and is no failure;
    the exit code is 1 only when something could not be measured.
    """
    draw = _pencil()
    plan = QUICK if quick else FULL
    if rounds is not None:
        plan = msgspec.structs.replace(plan, rounds=rounds, length_rounds=rounds, join_rounds=rounds)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        record = _measured(plan, find_model(model, known_folders()))
    except KeyboardInterrupt:
        raise CommandError(
            "interrupted; everything that was started has ended", exit_code=INTERRUPTED, code="interrupted"
        ) from None
    kept = _write(record, out)
    draw(record, [out / "bench.svg", out / "bench.png"])
    if record.failures:
        _show(record, out)
        raise CommandError(
            f"{len(record.failures)} things could not be measured: {out / 'bench.json'} names them"
        )
    return Outcome({"out": str(out), "record": kept}, lambda: _show(record, out))


def _pencil() -> Callable[[Record, list[Path]], None]:
    """What draws the plot; where that is not installed, it is said before anything is measured."""
    try:
        from system.bench.plot import draw
    except ModuleNotFoundError as error:
        raise CommandError(f"assay bench needs {error.name}: pip install 'assay[bench]'") from error
    return draw


def _show(record: Record, out: Path) -> None:
    console = Console()
    show(record, console)
    console.print(f"Written to {out}", highlight=False)


def _measured(plan: Plan, model: Model) -> Record:
    """The run, its progress on stderr: redrawn only between measurements, since that takes time, too."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True) as progress:
        task = progress.add_task("starting", total=steps(plan))

        def step(what: str) -> None:
            progress.update(task, description=what, advance=1, refresh=True)

        return measure(plan, model, step)


def _write(record: Record, out: Path) -> dict[str, Any]:
    out.mkdir(parents=True, exist_ok=True)
    kept = {**msgspec.to_builtins(record), "targets": msgspec.to_builtins(judged(record))}
    (out / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1))
    (out / "bench.md").write_text(markdown(record), encoding="utf-8")
    return kept


def _interrupt(signum: int, frame: FrameType | None) -> None:
    """SIGTERM ends a run as Ctrl+C does: with everything it started."""
    raise KeyboardInterrupt
