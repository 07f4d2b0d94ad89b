"""Small multiples, cut where values cannot be compared: one line a region on one scale, or one line an indicator, each on its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.translation import gettext as _

from kenes.situation import periods as spans
from kenes.situation.charts.marks import Drawn, Shown, num, plain, polyline, text_width
from kenes.situation.series import Break, Series

WIDE, HIGH = 160, 98  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 5.0, 155.0, 44.0, 90.0  # of its plot
APART = 28  # between the years of two breaks


@dataclass(frozen=True)
class Panel:
    """A region's line; `short` is its heading."""

    code: str
    name: str
    short: str
    url: str
    series: Series


@dataclass(frozen=True)
class Scaled:
    """A panel that has a scale of its own: the median of each of its `periods`, grey behind the line, how its values are written."""

    panel: Panel
    unit: str
    middle: Sequence[float | None]
    periods: Sequence[str]
    shown: Shown


@dataclass(frozen=True)
class Cut(Drawn):
    """A break: where its dashed line stands, and its year (empty where another stands too near)."""

    x: str
    year: str
    year_x: str


@dataclass(frozen=True)
class Axis(Drawn):
    """What a panel with a scale of its own says beside its line: unit and scale, first and last year; `middle` is the median's path."""

    unit: str
    low: str
    high: str
    ends: tuple[str, str]
    middle: str


@dataclass(frozen=True)
class DrawnPanel(Drawn):
    """A panel: paths, its last value and where that stands."""

    heading: str
    url: str
    words: str
    own: bool
    lines: str
    dots: str
    cuts: list[Cut]
    last: str
    last_x: str
    last_y: str
    anchor: str
    axis: Axis | None = None


@dataclass(frozen=True)
class Multiples(Drawn):
    """What the template draws. `middle` is the median's path, `range` the scale, `ends` the first and last period, all as text."""

    template: ClassVar[str] = "situation/charts/multiples.html"
    panels: list[DrawnPanel]
    middle: str
    has_breaks: bool
    range: tuple[str, str] | None
    ends: tuple[str, str] | None
    words: str
    is_scaled: bool = False  # each panel has its own `axis`


def small_multiples(
    panels: Sequence[Panel], middle: Sequence[float | None], periods: Sequence[str], *, shown: Shown, own: str = ""
) -> Multiples:
    """Return the panels on one scale. `middle`: the median of each of `periods` (`Values.data["middle"]`), grey behind every line."""
    values = [point.value for panel in panels for point in panel.series.points] + [value for value in middle if value is not None]
    if not values or not periods:
        return Multiples([], "", False, None, None, _("No values."))
    low, high = min(values), max(values)
    plot = Plot(len(periods), low, high)
    drawn = [plot.panel(panel, shown, own=panel.code == own) for panel in panels]
    ends = spans.words(periods[0]), spans.words(periods[-1])
    told = {"n": len(panels), "from": ends[0], "to": ends[1], "low": shown(low), "high": shown(high)}
    words = _("%(n)s lines from %(from)s to %(to)s on one scale, from %(low)s to %(high)s.") % told
    breaks = any(panel.series.breaks for panel in panels)
    return Multiples(drawn, plot.median(middle), breaks, (shown(low), shown(high)), ends, words)


def scaled_multiples(panels: Sequence[Scaled]) -> Multiples:
    """Return panels that count different things: each on a scale, over years and before a median of its own."""
    drawn = [scaled(one) for one in panels if one.panel.series.points]
    if not drawn:
        return Multiples([], "", False, None, None, _("No values."))
    breaks = any(one.panel.series.breaks for one in panels)
    return Multiples(drawn, "", breaks, None, None, _("%(n)s lines, each on its own scale.") % {"n": len(drawn)}, is_scaled=True)


def scaled(one: Scaled) -> DrawnPanel:
    values = [point.value for point in one.panel.series.points] + [value for value in one.middle if value is not None]
    low, high = min(values), max(values)
    plot = Plot(len(one.periods), low, high)
    ends = str(spans.split(one.periods[0])[0]), str(spans.split(one.periods[-1])[0])
    axis = Axis(one.unit, one.shown(low), one.shown(high), ends, plot.median(one.middle))
    return replace(plot.panel(one.panel, one.shown, own=False), axis=axis)


class Plot:
    """The scale of a panel, or of all of them."""

    def __init__(self, count: int, low: float, high: float) -> None:
        self.step = (RIGHT - LEFT) / max(count - 1, 1)
        self.low, self.span = low, (high - low) or 1.0

    def x(self, index: float) -> float:
        return LEFT + self.step * index

    def y(self, value: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (value - self.low) / self.span

    def median(self, middle: Sequence[float | None]) -> str:
        """Return the path of the median, in pieces where a period has none."""
        pieces: list[list[tuple[float, float]]] = [[]]
        for index, value in enumerate(middle):
            if value is None:
                pieces.append([])
            else:
                pieces[-1].append((self.x(index), self.y(value)))
        return "".join(polyline(piece) for piece in pieces if piece)

    def panel(self, panel: Panel, shown: Shown, *, own: bool) -> DrawnPanel:
        runs = [[(self.x(point.index), self.y(point.value)) for point in segment] for segment in panel.series.segments]
        last, heading = panel.series.last, plain(panel.short)
        text = shown(last.value) if last else "–"
        x, y = runs[-1][-1] if last else (RIGHT, (TOP + BOTTOM) / 2)
        falls = bool(last) and len(panel.series.points) > 1 and self.y(panel.series.points[-2].value) < y
        inside = x < RIGHT - text_width(text, 12, bold=True) / 2
        ends = [run[0] for run in runs if len(run) == 1] + [run[-1] for run in runs[-1:] if len(run) > 1]
        return DrawnPanel(
            heading,
            panel.url,
            f"{panel.name}: {text} ({spans.words(last.period)})" if last else _("%(name)s: no values") % {"name": panel.name},
            own,
            "".join(polyline(run) for run in runs if len(run) > 1),
            "".join(polyline([end]) for end in ends),
            self.cuts(panel.series.breaks),
            text,
            num(x if inside else RIGHT),
            num(y + 15 if falls and y + 15 < HIGH - 4 else y - 7),
            "middle" if inside else "end",
        )

    def cuts(self, breaks: Sequence[Break]) -> list[Cut]:
        """Return the dashed lines, halfway between the values that nothing joins."""
        found: list[Cut] = []
        free = 0.0
        for cut in breaks:
            x = self.x((cut.before.index + cut.after.index) / 2)
            year = year_of(cut) if x >= free else ""
            free = x + APART if year else free
            found.append(Cut(num(x), year, num(min(x, WIDE - 15))))
        return found


def year_of(cut: Break) -> str:
    """Return the year that a break is named by: of the territorial change, or of the value after it."""
    return str(cut.day.year if cut.day else spans.split(cut.after.period)[0])
