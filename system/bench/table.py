"""A run as tables: the same sheets for the terminal and for Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

from system.bench.record import Record, Variant
from system.bench.targets import judged


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: what it shows, its columns and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def sheets(record: Record) -> list[Sheet]:
    """Every table of a run that has a row."""
    made = [sheet for variant in record.variants for sheet in _of_variant(variant)]
    return [sheet for sheet in (*made, _targets(record)) if sheet.rows]


def setting(record: Record) -> str:
    """Where, when, and on what, in a few lines."""
    machine, model, plan = record.machine, record.model, record.plan
    versions = ", ".join(f"{package} {version}" for package, version in machine.versions.items())
    return (
        f"{record.date}, {record.seconds:.0f} s; {machine.cores} cores of {machine.processor}, "
        f"{machine.memory_bytes / 2**30:.0f} GiB, load {machine.load_before:.1f} before; "
        f"{machine.system}, Python {machine.python}; {versions}.\n"
        f"Model {model.id} ({model.architecture}, {model.weights_bytes / 1e6:.1f} MB) on {model.device}, "
        "as a copy whose control tokens are silent, so that every answer is full length; "
        f"fingerprint {model.fingerprint[:16] or 'unknown'}.\n"
        f"Prompts of {plan.prompt_tokens} tokens, answers of {plan.answer_tokens}, greedy; "
        f"{plan.rounds} rounds in turn, medians; ratios are medians of each round's. "
        "In-process takes and gives token ids: no text, no HTTP."
    )


def show(record: Record, console: Console) -> None:
    """Prints the run to a terminal."""
    console.print(setting(record), soft_wrap=False, highlight=False)
    for sheet in sheets(record):
        table = Table(title=sheet.title, title_justify="left", pad_edge=False)
        for number, column in enumerate(sheet.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)
    for failure in record.failures:
        console.print(f"[red]not measured:[/red] {failure}", highlight=False)


def markdown(record: Record) -> str:
    """The run as a Markdown page."""
    parts = ["# assay bench", setting(record)]
    for sheet in sheets(record):
        lines = [sheet.columns, ("---", *["---:"] * (len(sheet.columns) - 1)), *sheet.rows]
        parts += [f"## {sheet.title}", "\n".join(f"| {' | '.join(line)} |" for line in lines)]
    if record.failures:
        parts += ["## Not measured", "\n".join(f"- {failure}" for failure in record.failures)]
    return "\n\n".join(parts) + "\n"


def _of_variant(variant: Variant) -> Iterator[Sheet]:
    yield _speeds(variant)
    yield _bursts(variant)
    yield _joins(variant)
    yield _first_tokens(variant)
    yield _savings(variant)
    yield _processes(variant)


def _speeds(variant: Variant) -> Sheet:
    columns = (
        "streams, system",
        "tok/s",
        "of in-process",
        "decode tok/s",
        "of in-process",
        "first p50",
        "first p95",
    )
    rows = [
        (
            f"{speed.streams} {speed.system}",
            f"{speed.throughput:.0f}",
            f"{speed.ratio:.2f}",
            f"{speed.decode:.0f}",
            f"{speed.decode_ratio:.2f}",
            _seconds(speed.first_p50_seconds),
            _seconds(speed.first_p95_seconds),
            str(speed.lost),
            ", ".join(f"{name} {seconds * 1000:.2f}" for name, seconds in speed.cpu_seconds.items()),
            f"{speed.client_share:.0%}" if speed.client_share else "",
        )
        for speed in variant.speeds
    ]
    return Sheet(
        f"Throughput, BLAS {variant.blas}", (*columns, "lost", "CPU ms/token", "client of a core"), rows
    )


def _bursts(variant: Variant) -> Sheet:
    columns = ("connections at once, system", "answered", "429", "other status", "lost", "why", "all over")
    rows = [
        (
            f"{burst.connections} {burst.system}",
            str(burst.answered),
            str(burst.refused),
            str(burst.failed),
            str(burst.lost),
            ", ".join(f"{reason} {times}" for reason, times in burst.reasons.items()),
            _seconds(burst.wall_seconds),
        )
        for burst in variant.bursts
    ]
    return Sheet(f"Many connections at once, BLAS {variant.blas}", columns, rows)


def _joins(variant: Variant) -> Sheet:
    columns = (
        "joins five streams",
        "before tok/s",
        "while",
        "after",
        "slowest keeps",
        "longest gap",
        "its first",
    )
    rows = [
        (
            f"{join.prompt_tokens} tokens",
            f"{join.before:.0f}",
            f"{join.during:.0f}",
            f"{join.after:.0f}",
            f"{join.slowest_share:.2f}",
            _seconds(join.longest_gap_seconds),
            _seconds(join.first_seconds),
        )
        for join in variant.joins
    ]
    return Sheet(f"One joins five, BLAS {variant.blas}", columns, rows)


def _first_tokens(variant: Variant) -> Sheet:
    columns = ("prompt", "cold p50", "p95", "hot p50", "p95", "disk p50", "p95", "cold/hot", "cold/disk")
    rows = [
        (
            f"{first.prompt_tokens} tokens",
            *(_seconds(at) for kind in (first.cold, first.hot, first.disk) for at in (kind.p50, kind.p95)),
            f"{first.cold_over_hot:.1f}",
            f"{first.cold_over_disk:.1f}",
        )
        for first in variant.first_tokens
    ]
    return Sheet(f"Time to first token, one stream, BLAS {variant.blas}", columns, rows)


def _savings(variant: Variant) -> Sheet:
    columns = (
        "prompt",
        "turn",
        "saved turn",
        "adds",
        "then on disk in",
        "next turn adds",
        "bytes",
        "of its KV",
    )
    rows = [
        (
            f"{saving.prompt_tokens} tokens",
            _seconds(saving.plain_seconds),
            _seconds(saving.saving_seconds),
            f"{saving.added:+.1%}",
            _seconds(saving.flush_seconds),
            f"{saving.second_tokens:.0f} tokens",
            f"{saving.second_bytes:,.0f}",
            f"{saving.bytes_ratio:.2f}",
        )
        for saving in variant.savings
    ]
    return Sheet(f"What saving costs, BLAS {variant.blas}", columns, rows)


def _processes(variant: Variant) -> Sheet:
    rows = [(f"{name} process, peak", f"{size / 1e6:.0f} MB") for name, size in variant.memory_bytes.items()]
    if variant.ready_seconds:
        rows.append(("ready, median", _seconds(median(variant.ready_seconds))))
    return Sheet(f"The server, BLAS {variant.blas}", ("", "measured"), rows)


def _targets(record: Record) -> Sheet:
    rows = [
        (
            f"{target.claim} ({target.blas})",
            target.wanted,
            target.measured,
            "met" if target.met else "NOT MET",
        )
        for target in judged(record)
    ]
    return Sheet("Targets", ("", "wanted", "measured", ""), rows)


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
