"""One indicator across regions: classes for a map, and whether a region differs from the middle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

CLASSES = 5

Verdict = Literal["above", "below", "same"]


@dataclass(frozen=True)
class Classes:
    """Values in at most five classes. `of(value)` is a place in `lows`, `highs` and `steps`."""

    kind: Literal["quantile", "diverging"]
    lows: tuple[float, ...]  # the smallest value that was put into each class
    highs: tuple[float, ...]  # the largest
    steps: tuple[int, ...]  # the colour of each class, from 1 to 5


def classes(values: Sequence[float], diverging_at: float | None = None) -> Classes:
    """Return five classes of equal numbers of values; or, with `diverging_at` (the median), by the distance from it."""
    raise NotImplementedError


def verdict(value: float | None, middle: float | None, spread: float | None) -> Verdict | None:
    """Return whether a value lies further than one spread from the middle; None where one of them is not known."""
    raise NotImplementedError
