"""One region's values over time, large: with axes, breaks that carry their year, and the comparable sum of parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil, floor, log10
from typing import ClassVar

from django.utils.translation import gettext as _

from kenes.situation import periods as spans
from kenes.situation.charts.marks import PHONE, WIDTH, Anchor, Box, Drawn, Shown, num, overlap, polyline, short_period, text_width
from kenes.situation.charts.multiples import year_of
from kenes.situation.series import Break, Point, Series

HEIGHT, BOTTOM, ROW = 260, 236.0, 15  # of the drawing, of the plot; a line of text
GRID = 4  # gaps between grid lines, about
TICKS = 5  # years below, at most
SAME = 1e-9  # values that differ by less, against their size, are one
COVERED = 50.0  # what covering another text costs a note
EDGE = 1.5  # of the plot to its left and right, percent of the width


@dataclass(frozen=True)
class Tick(Drawn):
    """A grid line with its number, or a year below: `at` in pixels down, or in percent across."""

    at: str
    text: str


@dataclass(frozen=True)
class Cut(Drawn):
    """A break: `x` in the plot, and its words: percent across, pixels down."""

    x: str
    top: str
    left: str
    y: str
    anchor: Anchor
    text: str


@dataclass(frozen=True)
class Note(Drawn):
    """A text beside a line: percent across, pixels down."""

    x: str
    y: str
    anchor: Anchor
    text: str
    css: str


@dataclass(frozen=True)
class Line(Drawn):
    """What the template draws. The plot begins at `left` percent, is `wide` percent, and `span` units wide inside."""

    template: ClassVar[str] = "situation/charts/line.html"
    height: ClassVar[str] = str(HEIGHT)
    left: str
    wide: str
    span: str
    grid: list[Tick]
    years: list[Tick]
    lines: str
    dots: str
    middle: str
    sums: str
    bounds: str
    cuts: list[Cut]
    notes: list[Note]
    words: str


def line(
    series: Series,
    middle: Sequence[float | None],
    periods: Sequence[str],
    *,
    shown: Shown,
    sum_after: Sequence[Point] = (),
    sum_name: str = "",
    from_zero: bool = False,
    extent: Sequence[float] = (),
    rows: int = 0,
) -> Line:
    """Return the chart of `series`. `middle` is the median of each of `periods`, or empty for no median.

    `sum_after`, `sum_name`: values of the parts together after a split ("EKR + Abai"), as hollow dots that nothing joins.
    `from_zero`: the scale begins at zero (counts); else it hugs the values. `extent`: values that it covers too, and
    `rows`: breaks that it has room for at the top, so that several lines stand on one scale.
    """
    points = series.points
    values = [
        *(edge for point in points for edge in (point.value, *(point.interval or ()))),
        *(value for value in middle if value is not None),
        *(point.value for point in sum_after),
        *([0.0] if from_zero else []),
        *extent,
    ]
    if not points or not periods:
        return Line("0", "100", str(WIDTH), [], [], "", "", "", "", "", [], [], _("No values."))
    plot = Plot(len(periods), ticks(min(values), max(values)), max(len({cut.after.index for cut in series.breaks}), rows), shown)
    runs = [[plot.point(point) for point in segment] for segment in series.segments]
    grey = [[(plot.x(index), plot.y(value)) for index, value in piece if value is not None] for piece in pieces(list(enumerate(middle)))]
    hollow = [plot.point(point) for point in sum_after]
    notes = Notes(plot, [*runs, *grey, *([spot] for spot in hollow)], [plot.between(cut) for cut in series.breaks])
    for text, point, css in texts(series, middle, periods, sum_after, sum_name, shown):
        notes.add(text, plot.point(point), css)
    ends = [run[0] for run in runs if len(run) == 1] + [run[-1] for run in runs if len(run) > 1]
    return Line(
        num(plot.left),
        num(plot.wide),
        num(plot.span),
        [Tick(num(plot.y(tick)), shown(tick)) for tick in plot.ticks],
        years(periods, plot),
        "".join(polyline(run) for run in runs if len(run) > 1),
        "".join(polyline([end]) for end in ends),
        "".join(polyline(run) for run in grey),
        "".join(polyline([spot]) for spot in hollow),
        "".join(f"M{num(plot.x(p.index))} {num(plot.y(p.interval[0]))}V{num(plot.y(p.interval[1]))}" for p in points if p.interval),
        cuts(series.breaks, plot),
        notes.found,
        words(series, shown),
    )


class Plot:
    """Where things stand: x inside the plot, y in pixels of the whole drawing."""

    def __init__(self, count: int, scale: list[float], breaks: int, shown: Shown) -> None:
        self.ticks = scale
        self.left = min(40.0, 100 * (max(text_width(shown(tick), 13) for tick in scale) + 6) / PHONE)
        self.wide = 100 - self.left
        self.span = WIDTH * self.wide / 100
        self.edge = self.span * EDGE / 100
        self.step = (self.span - 2 * self.edge) / max(count - 1, 1)
        self.top = 10.0 + ROW * min(breaks, 3)
        self.unit = (BOTTOM - self.top - 6) / (scale[-1] - scale[0])

    def x(self, index: float) -> float:
        return self.edge + self.step * index

    def y(self, value: float) -> float:
        return BOTTOM - self.unit * (value - self.ticks[0])

    def point(self, point: Point) -> tuple[float, float]:
        return self.x(point.index), self.y(point.value)

    def between(self, cut: Break) -> float:
        return self.x((cut.before.index + cut.after.index) / 2)

    def percent(self, x: float) -> float:
        """Return where a place in the plot stands in the whole drawing."""
        return self.left + self.wide * x / self.span


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers from at most `low` to at least `high`: steps of 1, 2 or 5 times a power of ten."""
    if high - low <= SAME * max(abs(low), abs(high), 1.0):
        half = abs(low) / 2 if abs(low) > SAME else 0.5
        low, high = low - half, low + half
    rough = (high - low) / GRID
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(index * step, 12) for index in range(first, max(last, first + 1) + 1)]


def pieces(row: Sequence[tuple[int, float | None]]) -> list[list[tuple[int, float | None]]]:
    """Return runs of known values."""
    runs: list[list[tuple[int, float | None]]] = [[]]
    for index, value in row:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return [run for run in runs if run]


def years(periods: Sequence[str], plot: Plot) -> list[Tick]:
    """Return at most a handful of round years where their first period stands."""
    firsts: dict[int, int] = {}
    for index, period in enumerate(periods):
        firsts.setdefault(spans.split(period)[0], index)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if len([year for year in firsts if year % step == 0]) <= TICKS)
    return [Tick(num(plot.percent(plot.x(index))), str(year)) for year, index in firsts.items() if year % step == 0]


def cuts(breaks: Sequence[Break], plot: Plot) -> list[Cut]:
    """Return the dashed lines with their words, each in a line of its own at the top."""
    found = []
    for row, cut in enumerate(breaks):
        x = plot.between(cut)
        percent = plot.percent(x)
        told = {"year": year_of(cut)}
        text = _("%(year)s: borders changed") % told if cut.reason == "territory" else _("%(year)s: break in the series") % told
        after = percent < 50
        down = ROW * (row % 3)
        found.append(Cut(num(x), num(2 + down), num(percent + (1 if after else -1)), num(13 + down), "start" if after else "end", text))
    return found


def texts(
    series: Series, middle: Sequence[float | None], periods: Sequence[str], sums: Sequence[Point], name: str, shown: Shown
) -> list[tuple[str, Point, str]]:
    """Return what is written beside the lines: the last value, that before the last change of borders, the sum, the median."""
    last = series.points[-1]
    change = next((cut for cut in reversed(series.breaks) if cut.reason == "territory"), None)

    def told(point: Point) -> dict[str, str]:
        return {"value": shown(point.value), "period": short_period(point.period)}

    found = [((_("new borders: %(value)s (%(period)s)") if change else "%(value)s (%(period)s)") % told(last), last, "own")]
    if change:
        found.append((_("former borders: %(value)s (%(period)s)") % told(change.before), change.before, "own"))
    if sums:
        found.append((f"{name}: {shown(sums[-1].value)} ({short_period(sums[-1].period)})", sums[-1], "sum"))
    ends = [(index, value) for index, value in enumerate(middle) if value is not None]
    if ends:
        index, value = ends[-1]
        found.append((_("median %(value)s") % {"value": shown(value)}, Point(periods[index], index, value), "grey"))
    return found


@dataclass
class Notes:
    """Texts beside lines, each where it covers least. Measured on the narrowest drawing: what fits there fits everywhere."""

    plot: Plot
    runs: list[list[tuple[float, float]]]
    breaks: list[float]
    found: list[Note] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.drawn = [(self.across(x), y) for run in self.runs for x, y in filled(run)]

    def across(self, x: float) -> float:
        """Return pixels from the left edge on the narrowest drawing."""
        return self.plot.percent(x) * PHONE / 100

    def add(self, text: str, at: tuple[float, float], css: str) -> None:
        width = text_width(text, 13, bold=css == "own")
        x, y = self.across(at[0]), at[1]
        ends = [(min(max(x + 4, width), PHONE), down) for down in (-10, 20, -26, 36, -42, 52, -58, 68)]
        ends += [(self.across(cut) - 5, down) for cut in self.breaks if cut < at[0] for down in (4, -12, 20, -28, 36, -44, 52)]
        ends += [(min(x + 4 + width / 2, PHONE), down) for down in (-10, 20)]
        costs = [(self.cost((right - width, y + down - 11, right, y + down + 4)), right, down) for right, down in ends]
        cost, right, down = min(costs, key=lambda found: found[0])
        if cost >= COVERED and self.found:  # the last value is always told; the rest only where it covers no text
            return
        self.boxes.append((right - width, y + down - 11, right, y + down + 4))
        self.found.append(Note(num(100 * right / PHONE), num(y + down), "end", text, css))

    def cost(self, box: Box) -> float:
        """Return how much a text in this box (left, top, right, bottom) would cover."""
        left, top, right, bottom = box
        outside = 1000.0 * (left < self.plot.left * PHONE / 100 or right > PHONE or bottom > BOTTOM or top < self.plot.top - 8)
        texts = COVERED * sum(overlap(box, other) for other in self.boxes)
        lines = sum(left - 2 < x < right + 2 and top - 1 < y < bottom + 1 for x, y in self.drawn)
        dashes = 20.0 * sum(left < self.across(cut) < right for cut in self.breaks)
        return outside + texts + lines + dashes


def filled(run: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points of a line and some between them."""
    between = [
        (x + (further - x) * part / 4, y + (next_y - y) * part / 4) for (x, y), (further, next_y) in pairwise(run) for part in range(4)
    ]
    return [*between, run[-1]] if run else []


def words(series: Series, shown: Shown) -> str:
    """Say in sentences what the line shows."""
    sentences = []
    for segment in series.segments:
        first, last = segment[0], segment[-1]
        told = {"from": spans.words(first.period), "low": shown(first.value), "to": spans.words(last.period), "high": shown(last.value)}
        one = _("%(from)s: %(low)s.") if first is last else _("From %(from)s to %(to)s: from %(low)s to %(high)s.")
        sentences.append(one % told)
    if series.breaks:
        sentences.append(_("Values before and after a break cannot be compared."))
    return " ".join(sentences)
