"""How many measurements become one figure."""

import statistics
from collections.abc import Iterable, Sequence


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """By linear interpolation between the two nearest.

    >>> percentile([1.0, 2.0, 3.0], 50)
    2.0
    """
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def paired(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios of each round: what drifts between rounds drops out.

    >>> paired([1.0, 4.0, 3.0], [2.0, 8.0, 3.0])
    0.5
    """
    return median(a / b for a, b in zip(over, under, strict=True))
