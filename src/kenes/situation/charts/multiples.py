"""Small multiples: one line a region, all on one scale, cut where values cannot be compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kenes.situation.series import Series


@dataclass(frozen=True)
class Panel:
    """A region's line; `short` is its heading."""

    code: str
    name: str
    short: str
    url: str
    series: Series


@dataclass(frozen=True)
class Multiples:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/multiples.html"


def small_multiples(
    panels: Sequence[Panel], middle: Sequence[float | None], periods: Sequence[str], *, shown: Callable[[float], str], own: str = ""
) -> Multiples:
    """Return the panels on one scale. `middle`: the median of each of `periods` (`Values.data["middle"]`), grey behind every line."""
    raise NotImplementedError
