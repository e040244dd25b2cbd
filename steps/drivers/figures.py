"""Figures drawn from samples, recorded with their target as evidence for the report."""

from collections.abc import Sequence
from statistics import median, quantiles

from behave.runner import Context

from reports import evidence


def p95(samples: Sequence[float]) -> float:
    """The value that 95 of 100 samples do not exceed."""
    return quantiles(samples, n=20, method="inclusive")[-1]


class Figure:
    """A named figure of one requirement, in its unit."""

    def __init__(self, context: Context, name: str, unit: str, requirement: str) -> None:
        self._context = context
        self._name = name
        self._unit = unit
        self._requirement = requirement

    def slowest_of_twenty(self, samples: Sequence[float], at_most: float) -> float:
        """Record and return the 95th percentile against its target."""
        return self._record(p95(samples), samples, at_most=at_most)

    def largest(self, samples: Sequence[float], at_most: float) -> float:
        """Record and return the largest against its target: none of them may exceed it."""
        return self._record(max(samples), samples, at_most=at_most)

    def middle(
        self, samples: Sequence[float], at_most: float | None = None, at_least: float | None = None
    ) -> float:
        """Record and return the median against its target."""
        return self._record(median(samples), samples, at_most=at_most, at_least=at_least)

    def _record(
        self,
        value: float,
        samples: Sequence[float],
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> float:
        evidence.measurement(
            self._context,
            self._name,
            value,
            self._unit,
            at_most=at_most,
            at_least=at_least,
            requirement=self._requirement,
            samples=samples,
        )
        return value
