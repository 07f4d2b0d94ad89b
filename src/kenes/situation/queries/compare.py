"""Up to four regions side by side, and in words what must not be compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import long_day
from kenes.councils.models import Council, Member
from kenes.situation import charts, periods
from kenes.situation.models import Domain, Indicator
from kenes.situation.numbers import shown
from kenes.situation.queries.among import Comparison, Position, compared, position
from kenes.situation.queries.figures import Atlas, Figure, atlas_of, figures_of
from kenes.situation.queries.findings import SIGNS, judged_words, source_of, verdict_words
from kenes.situation.queries.places import Place
from kenes.situation.queries.profile import rated_here
from kenes.situation.queries.rated import Rated
from kenes.situation.queries.reports import Results, latest_results

MOST = 4
UrlOf = Callable[[str], str]  # the address of a region by its code: queries know no addresses


@dataclass(frozen=True)
class Cell:
    """One region's value of one figure."""

    place: Place
    shown: str
    bounds: str
    verdict: str
    kind: str  # above, below, same; empty where values are not judged
    judged: str

    @property
    def sign(self) -> str:
        return SIGNS.get(self.kind, "")


@dataclass(frozen=True)
class Line:
    """One figure of all chosen regions, in one period."""

    figure: Figure
    comparison: Comparison
    cells: Sequence[Cell]

    @property
    def when(self) -> str:
        return periods.words(self.comparison.period)

    @property
    def middle_shown(self) -> str:
        return self.comparison.shown(self.comparison.middle) if self.comparison.is_judged else ""


@dataclass(frozen=True)
class Block:
    domain: str
    label: str
    lines: Sequence[Line]
    rated: Sequence[tuple[Place, Rated | None]]

    @property
    def has_ratings(self) -> bool:
        return any(one and one.is_shown for _place, one in self.rated)


@dataclass(frozen=True)
class Drawn:
    """The figure that is drawn: its lines on one scale, and its last values with their bounds."""

    figure: Figure
    lines: Sequence[tuple[Place, charts.Line]]
    interval: charts.Interval
    has_bounds: bool
    period: str

    @property
    def unit_then(self) -> str:
        return f"{self.figure.unit}, {periods.words(self.period)}"

    @property
    def source(self) -> str:
        return source_of(self.figure)


@dataclass(frozen=True)
class Compared:
    """The whole page."""

    places: Sequence[Place]
    blocks: Sequence[Block]
    results: Results | None
    drawn: Drawn | None
    warnings: Sequence[str]
    choices: Sequence[Figure]

    @property
    def reports_of(self) -> str:
        return periods.words(self.results.period.period) if self.results else ""


def compare(council: Council, codes: Sequence[str], reader: Member | None, figure: str, url_of: UrlOf) -> Compared:
    """Return regions of a council side by side; `figure` is the code of the indicator to draw (the first rate without one)."""
    figures, atlas, results = figures_of(council), atlas_of(council), latest_results(council, reader)
    places = [atlas.places[code] for code in codes]
    lines = [line for one in figures if (line := line_of(one, places, atlas)) is not None]
    choices = [line.figure for line in lines]
    rates = [one for one in choices if one.indicator.measure == Indicator.Measure.RATE]
    wanted = next((one for one in choices if one.indicator.code == figure), None) or next(iter([*rates, *choices]), None)
    return Compared(
        places=places,
        blocks=blocks_of(lines, places, results),
        results=results,
        drawn=draw(wanted, places, atlas, url_of) if wanted and places else None,
        warnings=warnings_of(lines, places, atlas) if places else [],
        choices=choices,
    )


def line_of(figure: Figure, places: Sequence[Place], atlas: Atlas) -> Line | None:
    """Return a figure of the regions in the last period in which any of them has a value."""
    lasts = [last for place in places if (last := figure.values.last(place.code))]
    if not lasts:
        return None
    comparison = compared(figure, max(lasts), atlas)
    if comparison is None:
        return None
    return Line(figure, comparison, [cell_of(place, comparison, position(place.code, comparison, atlas)) for place in places])


def cell_of(place: Place, comparison: Comparison, there: Position | None) -> Cell:
    if there is None:
        return Cell(place, "–", "", "", "", "")
    found = comparison.figure.values.interval(place.code, comparison.period)
    bounds = "–".join(comparison.shown(bound) for bound in found) if found else ""
    words = verdict_words(there) if there.verdict else ""
    return Cell(place, comparison.shown(there.value), bounds, words, there.verdict or "", judged_words(there))


def blocks_of(lines: Sequence[Line], places: Sequence[Place], results: Results | None) -> list[Block]:
    answered = set(results.answered()) if results else set()
    found = []
    for domain in Domain:
        own = [line for line in lines if line.figure.indicator.domain == domain]
        told = [(place, rated_here(results, domain, place.code) if results and domain in answered else None) for place in places]
        found.append(Block(domain.value, str(domain.label), own, told))
    return [block for block in found if block.lines or block.has_ratings]


def draw(figure: Figure, places: Sequence[Place], atlas: Atlas, url_of: UrlOf) -> Drawn:
    """Return the regions' lines on one scale, each cut where its values cannot be compared."""
    values = figure.values

    def text(value: float) -> str:
        return shown(value, figure.indicator.decimals)

    is_rate = figure.indicator.measure == Indicator.Measure.RATE
    last = max((found for place in places if (found := values.last(place.code))), default=figure.last)
    marks = [
        charts.Mark(place.code, place.name, value, text(value), url_of(place.code), values.interval(place.code, last))
        for place in places
        if (value := values.at(place.code, last)) is not None
    ]
    return Drawn(
        figure,
        lines_of(figure, places, atlas, text),
        charts.interval(marks, shown=text, middle=values.middle(last) if is_rate else None),
        any(mark.interval for mark in marks),
        last,
    )


def lines_of(figure: Figure, places: Sequence[Place], atlas: Atlas, text: Callable[[float], str]) -> list[tuple[Place, charts.Line]]:
    """Return a large line for each region, all on one scale."""
    values, is_rate = figure.values, figure.indicator.measure == Indicator.Measure.RATE
    series = [figure.series(place.code, atlas) for place in places]
    extent = [point.value for one in series for point in one.points]
    middle, rows = values.data["middle"] if is_rate else [], max(len(one.breaks) for one in series)
    return [
        (place, charts.line(one, middle, values.periods, shown=text, extent=extent, rows=rows, from_zero=not is_rate))
        for place, one in zip(places, series, strict=True)
    ]


def warnings_of(lines: Sequence[Line], places: Sequence[Place], atlas: Atlas) -> list[str]:
    """Return what cannot be compared, in sentences."""
    found = []
    for place in places:
        for one in atlas.territories.get(place.code, ()):
            if one.since is not None:
                words = _("%(region)s: in these borders since %(day)s only; earlier values, if any, are of another territory.")
                found.append(words % {"region": place.name, "day": long_day(one.since)})
    counts = [line.figure.name for line in lines if line.figure.indicator.measure == Indicator.Measure.COUNT]
    if counts:
        found.append(
            ngettext(
                "A count depends on the size of the region and is not judged: %(names)s.",
                "Counts depend on the size of the region and are not judged: %(names)s.",
                len(counts),
            )
            % {"names": "; ".join(counts)}
        )
    for line in lines:
        absent = [cell.place.name for cell in line.cells if cell.shown == "–"]
        if absent:
            found.append(_("%(name)s: no value for this period: %(regions)s.") % {"name": line.figure.name, "regions": "; ".join(absent)})
    return found
