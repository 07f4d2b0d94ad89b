"""Values with their bounds as horizontal bars, so that what overlaps is seen to overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.situation.charts.marks import Drawn, Shown, label, num, plain
from kenes.situation.charts.marks import Label as Text
from kenes.situation.charts.strips import Mark

ROW, HEAD = 26, 24
FROM, TO = 36.0, 84.0  # of the bars, percent of the width


@dataclass(frozen=True)
class Bar(Drawn):
    """A row: its height in the drawing, and where value and bounds stand, in percent."""

    y: str
    name: str
    x: str
    ends: tuple[str, str] | None
    shown: str
    words: str
    url: str
    own: bool


@dataclass(frozen=True)
class Interval(Drawn):
    """What the template draws."""

    template: ClassVar[str] = "situation/charts/interval.html"
    bars: list[Bar]
    height: str
    middle: Text | None
    words: str


def interval(rows: Sequence[Mark], *, shown: Shown, own: str = "", middle: float | None = None) -> Interval:
    """Return a bar for each row from its lower to its upper bound (a dot alone where these are not known), in the order given."""
    if not rows:
        return Interval([], str(ROW), None, _("No values."))
    extent = [edge for row in rows for edge in (row.value, *(row.interval or ()))] + ([] if middle is None else [middle])
    low, width = min(extent), max(extent) - min(extent)

    def place(value: float) -> float:
        return FROM + (TO - FROM) * ((value - low) / width if width else 0.5)

    bars = [
        Bar(
            str(HEAD + ROW * index),
            plain(row.name),
            num(place(row.value)),
            (num(place(row.interval[0])), num(place(row.interval[1]))) if row.interval else None,
            row.shown,
            spoken(row, shown),
            row.url,
            row.code == own,
        )
        for index, row in enumerate(rows)
    ]
    known = sum(row.interval is not None for row in rows)
    words = ngettext("%(n)s value, bounds known for %(known)s.", "%(n)s values, bounds known for %(known)s.", len(rows)) % {
        "n": len(rows),
        "known": known,
    }
    line = None if middle is None else label(place(middle), _("median %(value)s") % {"value": shown(middle)})
    return Interval(bars, str(HEAD + ROW * len(rows)), line, words)


def spoken(row: Mark, shown: Shown) -> str:
    if row.interval is None:
        return f"{row.name}: {row.shown}"
    told = {"name": row.name, "value": row.shown, "low": shown(row.interval[0]), "high": shown(row.interval[1])}
    return _("%(name)s: %(value)s, between %(low)s and %(high)s") % told
