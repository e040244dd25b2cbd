"""`assay bench`, run to its end, and what its figures rest on."""

import statistics
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from steps.drivers.commands import Run, run_long
from steps.drivers.damage import NotPossibleError

Json = dict[str, Any]


def run_bench(line: str, folder: Path, seconds: float) -> Run:
    """Measure, and leave the files in `folder`. Raises NotPossibleError where nothing can draw."""
    if find_spec("matplotlib") is None:
        raise NotPossibleError("assay bench draws with matplotlib, which is not installed")
    return run_long(f"{line} --out {folder}", seconds)


def throughputs(record: Json) -> dict[tuple[str, int], float]:
    """Tokens a second of each system at each number of streams."""
    return {(speed["system"], speed["streams"]): speed["throughput"] for speed in _speeds(record)}


def odd_figures(record: Json) -> list[str]:
    """Figures that are nothing, or not the median of their rounds, and Assay's where a stream was lost."""
    return [
        f"{speed['system']} at {speed['streams']}: {speed['throughput']} of {speed['rounds']}"
        for speed in _speeds(record)
        if not 0 < speed["throughput"] == statistics.median(each["throughput"] for each in speed["rounds"])
        or (speed["system"] == "assay" and any(each["lost"] for each in speed["rounds"]))
    ]


def _speeds(record: Json) -> Iterator[Json]:
    return (speed for variant in record["variants"] for speed in variant["speeds"])
