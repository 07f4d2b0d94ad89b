"""The strip plot: a region among the others, with their median and the band of one median absolute deviation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log as logarithm
from statistics import median
from typing import ClassVar, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kenes.engine.series import Verdict, deviation, verdict
from kenes.situation.charts.marks import WIDTH, Drawn, Label, Shown, label, num

AXIS, STEP, LEVELS = 32.0, 5.5, 7  # the line; how far, and how often, dots that would cover each other move off it
NEAR, NEAR_OWN = 1.7, 2.6  # percent of the width that a dot takes, and that half of the large one does
LOW, TALL = "64", "80"  # heights without and with the value of the country


class Mark(NamedTuple):
    """A region's value; `shown` is its text. `interval`: lower and upper bound, where known."""

    code: str
    name: str
    value: float
    shown: str
    url: str = ""
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Dot(Drawn):
    """One of the others as a link: `x` in percent, `y` in pixels."""

    x: str
    y: str
    url: str
    words: str


@dataclass(frozen=True)
class Strip(Drawn):
    """What the template draws. Positions are percent of the width; `others` is one path on a width of 640."""

    template: ClassVar[str] = "situation/charts/strip.html"
    height: str
    others: str
    dots: list[Dot]
    own: Label | None
    own_name: str
    own_url: str
    own_words: str
    own_ends: tuple[str, str] | None
    middle: Label | None
    band: tuple[str, str] | None
    national: Label | None
    verdict: Verdict | None
    words: str


def strip(
    marks: Sequence[Mark],
    *,
    own: str = "",
    middle: float | None = None,
    spread: float | None = None,
    shown: Shown,
    national: float | None = None,
    log: bool = False,
    full: bool = False,
) -> Strip:
    """Return the strip plot of `marks` with the region `own` picked out (or none).

    `middle`, `spread`: median and median absolute deviation over the regions; computed from the marks where not given.
    `full`: every dot is a link with its name (for one strip a page); else the others are one path (for many).
    `log`: a logarithmic scale, where all values are above zero. No marks: an empty strip, which says so.
    """
    values = [mark.value for mark in marks]
    if not values:
        return Strip(LOW, "", [], None, "", "", "", None, None, None, None, None, _("No values."))
    middle = median(values) if middle is None else middle
    spread = deviation(values, middle) if spread is None else spread
    mine = next((mark for mark in marks if mark.code == own), None)
    ends = mine.interval if mine else None
    extent = [*values, *(ends or ()), *([] if national is None else [national])]
    log = log and min(extent) > 0
    low, high = max(middle - spread, min(extent)) if log else middle - spread, middle + spread
    place = scale([*extent, low, high], log=log)
    others = [mark for mark in marks if mark is not mine]
    spots = dodged([place(mark.value) for mark in others], place(mine.value) if mine else None)
    left, right = place(low), place(high)
    found = verdict(mine.value, middle, spread) if mine else None
    return Strip(
        LOW if national is None else TALL,
        "" if full else "".join(f"M{num(x * WIDTH / 100)} {num(y)}h0" for x, y in spots),
        [Dot(num(x), num(y), mark.url, f"{mark.name}: {mark.shown}") for mark, (x, y) in zip(others, spots, strict=True)] if full else [],
        label(place(mine.value), mine.shown) if mine else None,
        mine.name if mine else "",
        mine.url if mine and full else "",
        f"{mine.name}: {mine.shown}" if mine else "",
        (num(place(ends[0])), num(place(ends[1]))) if ends else None,
        label(place(middle), _("median %(value)s") % {"value": shown(middle)}),
        (num(left), num(right - left)),
        None if national is None else label(place(national), _("country %(value)s") % {"value": shown(national)}),
        found,
        words(marks, mine, found, shown, middle, national),
    )


def scale(extent: Sequence[float], *, log: bool) -> Callable[[float], float]:
    """Return where a value stands, in percent of the width: from 2 to 98 over `extent`, in its middle where all are one."""
    low, high = (logarithm(min(extent)), logarithm(max(extent))) if log else (min(extent), max(extent))
    if high <= low:
        return lambda value: 50.0

    def place(value: float) -> float:
        return 2 + 96 * ((logarithm(value) if log else value) - low) / (high - low)

    return place


def dodged(places: Sequence[float], own: float | None = None) -> list[tuple[float, float]]:
    """Return a point for each place, in the same order: dots that would cover each other, or the large one, leave the line."""
    points = [(0.0, 0.0)] * len(places)
    recent: list[tuple[float, int]] = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        x = places[index]
        recent = [(other, level) for other, level in recent if x - other < NEAR]
        taken = {level for _x, level in recent} | ({0, 1, 2} if own is not None and abs(x - own) < NEAR_OWN else set())
        level = next((level for level in range(LEVELS) if level not in taken), LEVELS - 1)
        recent.append((x, level))
        points[index] = x, AXIS + STEP * ((level + 1) // 2) * (1 if level % 2 else -1)
    return points


VERDICTS = {
    "above": gettext_lazy("%(name)s: %(value)s, above the median."),
    "below": gettext_lazy("%(name)s: %(value)s, below the median."),
    "same": gettext_lazy("%(name)s: %(value)s, no different from the median."),
}


def words(marks: Sequence[Mark], mine: Mark | None, found: Verdict | None, shown: Shown, middle: float, national: float | None) -> str:
    """Say in sentences what the strip shows."""
    first, last = min(marks, key=lambda mark: mark.value), max(marks, key=lambda mark: mark.value)
    sentences = [str(VERDICTS[found]) % {"name": mine.name, "value": mine.shown}] if mine and found else []
    count = {"n": len(marks), "median": shown(middle), "low": first.shown, "high": last.shown}
    sentences.append(ngettext("%(n)s region: %(low)s.", "%(n)s regions: from %(low)s to %(high)s, median %(median)s.", len(marks)) % count)
    if national is not None:
        sentences.append(_("Country: %(value)s.") % {"value": shown(national)})
    return " ".join(sentences)
