"""A run as one picture: throughput, time to first token, and what saving costs."""

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from system.bench.record import Record, Variant
from system.bench.systems import ASSAY, FLOOR, MLX_LM

COLOURS = {FLOOR: "#9aa5b1", ASSAY: "#2563eb", MLX_LM: "#d97706"}
SOURCES = {"cold": "#9aa5b1", "hot": "#dc2626", "disk": "#2563eb"}
WIDTH, HEIGHT, RESOLUTION = 4.6, 3.4, 150


def draw(record: Record, paths: list[Path]) -> None:
    """Writes the picture to each path, in the format that its suffix names; one row of it for each BLAS."""
    parts: tuple[Callable[[Axes, Variant], None], ...] = (_throughput, _first_tokens, _saving)
    rows = len(record.variants)
    figure = Figure(figsize=(WIDTH * len(parts), HEIGHT * rows), layout="constrained")
    axes = figure.subplots(rows, len(parts), squeeze=False)
    for row, variant in zip(axes, record.variants, strict=True):
        for axis, part in zip(row, parts, strict=True):
            part(axis, variant)
            axis.spines[["top", "right"]].set_visible(False)
            axis.grid(visible=True, axis="y", alpha=0.25)
    figure.suptitle(
        f"assay bench: {record.model.id}, {record.machine.processor}, {record.date[:10]}", fontsize=11
    )
    for path in paths:
        figure.savefig(path, dpi=RESOLUTION)


def _throughput(axis: Axes, variant: Variant) -> None:
    streams = sorted({speed.streams for speed in variant.speeds})
    systems = [name for name in COLOURS if any(speed.system == name for speed in variant.speeds)]
    width = 0.8 / max(1, len(systems))
    for place, system in enumerate(systems):
        own = {speed.streams: speed for speed in variant.speeds if speed.system == system}
        at = [
            index + (place - (len(systems) - 1) / 2) * width
            for index, count in enumerate(streams)
            if count in own
        ]
        bars = axis.bar(at, [own[count].throughput for count in streams if count in own], width * 0.92)
        for bar in bars:
            bar.set_facecolor(COLOURS[system])
        axis.bar_label(bars, [f"{own[count].ratio:.2f}" for count in streams if count in own], fontsize=7)
        bars.set_label(system)
    axis.set_xticks(range(len(streams)), [f"{count} stream{'s' * (count > 1)}" for count in streams])
    axis.set_ylabel("tokens/s, whole requests")
    axis.set_title(f"Throughput, BLAS {variant.blas} (of in-process)", fontsize=9)
    if systems:
        axis.legend(fontsize=7, frameon=False)


def _first_tokens(axis: Axes, variant: Variant) -> None:
    lengths = [first.prompt_tokens for first in variant.first_tokens]
    for source, colour in SOURCES.items():
        times = [getattr(first, source) for first in variant.first_tokens]
        axis.plot(lengths, [time.p50 for time in times], marker="o", color=colour, label=source)
        axis.fill_between(
            lengths,
            [time.p50 for time in times],
            [time.p95 for time in times],
            color=colour,
            alpha=0.15,
            linewidth=0,
        )
    _by_length(axis, lengths)
    axis.set_ylabel("seconds")
    axis.set_title("Time to first token (p50, shaded to p95)", fontsize=9)
    if lengths:
        axis.set_yscale("log")
        axis.legend(fontsize=7, frameon=False)


def _saving(axis: Axes, variant: Variant) -> None:
    lengths = [saving.prompt_tokens for saving in variant.savings]
    axis.plot(
        lengths, [100 * saving.added for saving in variant.savings], marker="o", color="#2563eb", label="turn"
    )
    flushed = [
        100 * (s.saving_seconds + s.flush_seconds - s.plain_seconds) / s.plain_seconds
        for s in variant.savings
    ]
    axis.plot(lengths, flushed, marker="o", color="#9aa5b1", label="turn until on disk")
    axis.axhline(5, color="#dc2626", linewidth=1, linestyle="--", label="target for the turn")
    _by_length(axis, lengths)
    axis.set_ylabel("% longer than without an agent")
    axis.set_title("What saving adds", fontsize=9)
    axis.legend(fontsize=7, frameon=False)


def _by_length(axis: Axes, lengths: list[int]) -> None:
    if lengths:
        axis.set_xscale("log")
        axis.set_xticks(lengths, [str(length) for length in lengths], minor=False)
        axis.minorticks_off()
    axis.set_xlabel("prompt tokens")
