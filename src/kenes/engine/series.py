"""One indicator across regions: classes for a map, and whether a region differs from the middle.

Values are plain floats in the indicator's unit, one a region; the middle is their median, the spread their median absolute
deviation (MAD) from it. Sources and the reasons for these choices: docs/methods/charts.md.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite, nextafter
from statistics import median
from typing import Literal

CLASSES = 5
HAIR = 1e-9  # what floats may be off, against the numbers themselves
FAR = 2  # spreads from the middle: the outer classes of a diverging scale lie beyond

Verdict = Literal["above", "below", "same"]


@dataclass(frozen=True)
class Band:
    """A class that holds values: its colour step, its smallest and largest value, how many it holds."""

    step: int
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Classes:
    """At most five classes. `edges[i]` is the least value that lies above class i; `bands` are the classes that hold values."""

    kind: Literal["quantile", "diverging"]
    edges: tuple[float, ...]
    steps: tuple[int, ...]  # the colour of each class, from 1 (least) to 5
    bands: tuple[Band, ...]

    def step(self, value: float) -> int:
        """Return the colour step of any value: every value lies in exactly one class."""
        return self.steps[bisect_right(self.edges, value)]


def classes(values: Sequence[float], diverging_at: float | None = None) -> Classes:
    """Return five classes of about equal numbers of values, or fewer where fewer values differ; equal values stay together.

    With `diverging_at` (the middle): by the distance from it in spreads. The third class is what cannot be told from the
    middle (exactly the values whose `verdict` is "same"), the outer ones lie more than two spreads away. Where the spread is 0,
    the values that differ go into the second and fourth class: without a spread, nothing is known to be far.

    Round values as they are shown first: else two classes may print the same number. No values: no classes with values.
    Raises ValueError for NaN and infinities.
    """
    if not all(isfinite(value) for value in values):
        raise ValueError("values must be finite")
    if diverging_at is None:
        edges = quantile_edges(values)
        steps = colour_steps(len(edges) + 1)
    else:
        edges, steps = diverging_edges(diverging_at, deviation(values, diverging_at)), tuple(range(1, CLASSES + 1))
    groups: dict[int, list[float]] = {}
    for value in sorted(values):
        groups.setdefault(bisect_right(edges, value), []).append(value)
    bands = tuple(Band(steps[index], group[0], group[-1], len(group)) for index, group in groups.items())
    return Classes("quantile" if diverging_at is None else "diverging", edges, steps, bands)


def quantile_edges(values: Sequence[float]) -> tuple[float, ...]:
    """Return the least value of each class but the first.

    A value goes where the middle of its ranks lies: into class floor(k (b + e/2) / n), with b values below it, e equal to it,
    n in all and k classes. Without ties and with n a multiple of k, all classes are of one size.
    """
    counts = sorted(Counter(values).items())
    wanted, below = min(CLASSES, len(counts)), 0
    edges: list[float] = []
    last = 0
    for index, (value, equal) in enumerate(counts):
        place = int(wanted * (below + equal / 2) / len(values))
        if index and place != last:
            edges.append(value)
        last, below = place, below + equal
    return tuple(edges)


def diverging_edges(middle: float, spread: float) -> tuple[float, float, float, float]:
    """Return the edges of five classes around the middle; the middle class holds both its ends."""
    low, high = band(middle, spread)
    least, most = band(middle, FAR * spread) if spread else (-inf, inf)
    return least, low, nextafter(high, inf), nextafter(most, inf)


def band(middle: float, spread: float) -> tuple[float, float]:
    """Return one spread below and above the middle, a hair wider: 73.9 lies in 74.0 ± 0.1, whatever floats make of it."""
    hair = HAIR * (abs(middle) + spread)
    return middle - spread - hair, middle + spread + hair


def colour_steps(count: int) -> tuple[int, ...]:
    """Return the colour steps for so many ordered classes, always from the lightest to the darkest; one alone is in between."""
    if count <= 1:
        return (3,) * count
    return tuple(1 + round(index * (CLASSES - 1) / (count - 1)) for index in range(count))


def deviation(values: Sequence[float], middle: float) -> float:
    """Return the median absolute deviation from the middle; 0 without values."""
    return median(abs(value - middle) for value in values) if values else 0.0


def verdict(value: float | None, middle: float | None, spread: float | None) -> Verdict | None:
    """Return whether a value lies more than one spread above or below the middle; exactly one spread away is "same".

    None where one of the three is not known: then nothing may be said. With a spread of 0 (at least half of all regions have
    one value) every other value differs. Raises ValueError for a negative spread.
    """
    if value is None or middle is None or spread is None:
        return None
    if spread < 0:
        raise ValueError("spread must not be negative")
    slack = 1e-9 * max(abs(value), abs(middle))  # 4.7 - 0.1 is above 4.6 in floats: published values are not
    if value > middle + spread + slack:
        return "above"
    return "below" if value < middle - spread - slack else "same"
