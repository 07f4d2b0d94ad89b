"""The strip plot: a region among the others, with their median and the band of one median absolute deviation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Mark:
    """A region's value; `shown` is its text. `interval`: lower and upper bound, where known."""

    code: str
    name: str
    value: float
    shown: str
    url: str = ""
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Strip:
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/strip.html"


def strip(
    marks: Sequence[Mark],
    *,
    own: str = "",
    middle: float | None = None,
    spread: float | None = None,
    shown: Callable[[float], str],
    national: float | None = None,
    log: bool = False,
    full: bool = False,
) -> Strip:
    """Return the strip plot of `marks` with the region `own` picked out (or none).

    `middle`, `spread`: median and median absolute deviation over the regions; computed from the marks where not given.
    `full`: every dot is a link with its name (for one strip a page); else the others are one path (for many).
    `log`: a logarithmic scale, where all values are above zero. No marks: an empty strip, which says so.
    """
    raise NotImplementedError
