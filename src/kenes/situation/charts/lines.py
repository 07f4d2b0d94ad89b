"""One region's values over time, large: with axes, breaks that carry their year, and the comparable sum of parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kenes.situation.series import Point, Series


@dataclass(frozen=True)
class Line:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/line.html"


def line(
    series: Series,
    middle: Sequence[float | None],
    periods: Sequence[str],
    *,
    shown: Callable[[float], str],
    sum_after: Sequence[Point] = (),
    sum_name: str = "",
    from_zero: bool = False,
) -> Line:
    """Return the chart of `series`. `middle` is the median of each of `periods`, or empty for no median.

    `sum_after`, `sum_name`: values of the parts together after a split ("EKR + Abai"), as hollow dots that nothing joins.
    `from_zero`: the scale begins at zero (counts); else it hugs the values.
    """
    raise NotImplementedError
