"""Values with their bounds as horizontal bars, so that what overlaps is seen to overlap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kenes.situation.charts.strips import Mark


@dataclass(frozen=True)
class Interval:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/interval.html"


def interval(rows: Sequence[Mark], *, shown: Callable[[float], str], own: str = "", middle: float | None = None) -> Interval:
    """Return a bar for each row from its lower to its upper bound (a dot alone where these are not known), in the order given."""
    raise NotImplementedError
