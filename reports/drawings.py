"""Measurements as drawings: each a bar on a scale of its own, with its target as a mark on it."""

from collections.abc import Iterable
from typing import Any

import msgspec

from reports.records import Scenario

HEADROOM = 1.12


class Gauge(msgspec.Struct, frozen=True):
    """A measurement ready to be drawn; positions are per cent of the scale's width.

    `met` is None where nothing was promised. `target` is empty then, and `mark` None.
    """

    name: str
    figure: str
    target: str
    met: bool | None
    n: int
    requirement: str
    scenario: Scenario
    value: float
    mark: float | None
    samples: list[float]

    @property
    def zone(self) -> tuple[float, float]:
        """Where the target is met, as start and width."""
        mark = self.mark or 0.0
        return (0.0, mark) if self.target.startswith("≤") else (mark, round(100 - mark, 2))


def gauges(scenarios: Iterable[Scenario]) -> list[Gauge]:
    """Every measurement of a run, missed targets first."""
    drawn = [
        _gauge(scenario, entry) for scenario in scenarios for entry in scenario.evidence_of("measurement")
    ]
    return sorted(drawn, key=lambda gauge: gauge.met is not False)


def figure(value: float, unit: str) -> str:
    """A value with three significant figures, thousands grouped, and its unit."""
    digits = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{digits} {unit}".strip()


def _gauge(scenario: Scenario, entry: dict[str, Any]) -> Gauge:
    at_most, at_least = entry["at_most"], entry["at_least"]
    target = at_most if at_most is not None else at_least
    top = HEADROOM * max(entry["value"], target or 0.0, *entry["samples"], 1e-12)
    sign = "≤" if at_most is not None else "≥"
    return Gauge(
        name=entry["name"],
        figure=figure(entry["value"], entry["unit"]),
        target=f"{sign} {figure(target, entry['unit'])}" if target is not None else "",
        met=_is_met(entry["value"], at_most, at_least),
        n=entry["n"],
        requirement=entry["requirement"] or "",
        scenario=scenario,
        value=_share(entry["value"], top),
        mark=_share(target, top) if target is not None else None,
        samples=[_share(sample, top) for sample in entry["samples"]],
    )


def _is_met(value: float, at_most: float | None, at_least: float | None) -> bool | None:
    if at_most is None and at_least is None:
        return None
    return (at_most is None or value <= at_most) and (at_least is None or value >= at_least)


def _share(value: float, top: float) -> float:
    return round(max(0.0, 100 * value / top), 2)
