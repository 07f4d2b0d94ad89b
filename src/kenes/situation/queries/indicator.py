"""One indicator on its own page: all regions in one period, over time, in a table, with where it comes from."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from kenes.base.sorting import sort_key
from kenes.councils.models import Council
from kenes.councils.queries import plain
from kenes.engine.series import verdict
from kenes.situation import charts, periods
from kenes.situation.models import Indicator, Observation, Revision, Status
from kenes.situation.numbers import shown
from kenes.situation.queries.among import Comparison, compared
from kenes.situation.queries.figures import Atlas, Figure, Vintage, vintages, yearly_change
from kenes.situation.queries.findings import finding_of, source_of
from kenes.situation.queries.outlines import outlines_of
from kenes.situation.queries.places import Place

UrlOf = Callable[[str], str]
VINTAGES = 40
ENDS, FEWEST_FOR_HALVES = 3, 4


@dataclass(frozen=True)
class View:
    """All regions of one period, as charts draw them. A chart is made when it is asked for: a file needs only its own."""

    figure: Figure
    period: str
    comparison: Comparison | None
    atlas: Atlas
    url_of: UrlOf
    own: str = ""

    @property
    def is_rate(self) -> bool:
        return self.figure.indicator.measure == Indicator.Measure.RATE

    @property
    def when(self) -> str:
        return periods.words(self.period)

    @property
    def title(self) -> str:
        """The finding."""
        return finding_of(self.figure.name, self.comparison, self.atlas) if self.comparison else self.figure.name

    @property
    def half_title(self) -> str:
        """Between which values the middle half of the regions lies."""
        found = sorted(self.comparison.values.values()) if self.comparison else []
        if len(found) < FEWEST_FOR_HALVES:
            return self.title
        low, middle, high = (self.text(value) for value in quantiles(found, n=4, method="inclusive"))
        return _("Half of the regions lie between %(low)s and %(high)s; median %(middle)s") % {"low": low, "high": high, "middle": middle}

    @property
    def ends_title(self) -> str:
        """Which regions have the highest and the lowest values."""
        names = [plain(self.atlas.places[mark.code].short) for mark in self.marks]
        if len(names) < 2 * ENDS:
            return self.title
        return _("Highest: %(high)s; lowest: %(low)s") % {"high": ", ".join(names[:ENDS]), "low": ", ".join(names[-1 : -ENDS - 1 : -1])}

    @property
    def apart_title(self) -> str:
        """How many regions lie clearly above the median, and how many clearly below."""
        if self.comparison is None or not self.comparison.is_judged:
            return self.ends_title
        found = Counter(verdict(mark.value, self.comparison.middle, self.comparison.spread) for mark in self.marks)
        told = {"above": found["above"], "below": found["below"], "same": found["same"]}
        return _("Regions clearly above the median: %(above)d; clearly below: %(below)d; not distinguishable: %(same)d") % told

    @property
    def moved_title(self) -> str:
        """In how many regions the value rose and fell in a year, as far as that may be compared."""
        places = [place for place in self.atlas.places.values() if place.is_present and not place.is_country]
        moves = [yearly_change(line) for place in places if (line := self.figure.series(place.code, self.atlas)).last]
        known = [move.difference for move in moves if move and move.period == self.figure.last]
        if not known:
            return _("In no region can %(period)s be compared with the year before") % {"period": self.figure.last_words}
        told = {
            "period": self.figure.last_words,
            "up": sum(1 for move in known if move > 0),
            "down": sum(1 for move in known if move < 0),
            "unknown": len(moves) - len(known),
        }
        return _("In a year up to %(period)s: higher in %(up)d regions, lower in %(down)d; not comparable in %(unknown)d") % told

    @property
    def unit(self) -> str:
        return f"{self.figure.unit}, {self.when}"

    @property
    def source(self) -> str:
        return source_of(self.figure)

    def text(self, value: float) -> str:
        return shown(value, self.figure.indicator.decimals)

    @property
    def marks(self) -> list[charts.Mark]:
        """The regions' values, the highest first."""
        values = self.comparison.values if self.comparison else {}
        return [
            charts.Mark(
                code,
                self.atlas.places[code].name,
                values[code],
                self.text(values[code]),
                self.url_of(code),
                self.figure.values.interval(code, self.period),
            )
            for code in sorted(values, key=lambda code: (-values[code], code))
        ]

    def strip(self) -> charts.Strip:
        found = self.comparison
        nations = list(found.nations.values()) if found else []
        return charts.strip(
            self.marks,
            own=self.own,
            middle=found.middle if found and self.is_rate else None,
            spread=found.spread if found and self.is_rate else None,
            shown=self.text,
            national=nations[0] if len(nations) == 1 and self.is_rate else None,
            log=bool(found and found.log),
            full=True,
        )

    def interval(self) -> charts.Interval:
        return charts.interval(
            self.marks, shown=self.text, own=self.own, middle=self.comparison.middle if self.comparison and self.is_rate else None
        )

    @property
    def has_bounds(self) -> bool:
        return any(mark.interval for mark in self.marks)

    def tiles(self, country: str) -> list[charts.Tile]:
        """Return the regions of a country that were there in the period, those without a value too."""
        values = self.comparison.values if self.comparison else {}
        there = [self.atlas.places[code] for code in self.atlas.regions(self.period) if self.atlas.country(code) == country]
        return [
            charts.Tile(
                place.code,
                place.short,
                place.name,
                values.get(place.code),
                self.text(values[place.code]) if place.code in values else "",
                self.url_of(place.code),
                None if place.col is None else place.col + 1,
                None if place.row is None else place.row + 1,
                status_words(self.figure.values.status(place.code, self.period)),
            )
            for place in there
        ]

    @property
    def classes(self) -> charts.Classes | None:
        """The classes of a rate; counts have none: colour would show where many people live."""
        return charts.classes(list(self.comparison.values.values())) if self.comparison and self.is_rate else None

    @property
    def countries(self) -> list[str]:
        """The countries of which any region has a value."""
        there = {self.atlas.country(code) for code in (self.comparison.values if self.comparison else {})}
        return [code for code in self.atlas.countries if code in there]

    def tile_grid(self, country: str) -> charts.TileGrid:
        return charts.tile_grid(self.tiles(country), self.classes)

    def map(self, country: str) -> charts.Choropleth | None:
        """Return the map of a country, None where no outlines were loaded."""
        outlines = outlines_of(country)
        return charts.choropleth(outlines, self.tiles(country), self.classes, symbols=not self.is_rate) if outlines else None

    def multiples(self) -> charts.Multiples:
        """Return a small line for each region that there is now."""
        places = [place for place in self.atlas.places.values() if place.is_present and not place.is_country]
        panels = [
            charts.Panel(place.code, place.name, plain(place.short), self.url_of(place.code), self.figure.series(place.code, self.atlas))
            for place in sorted(places, key=lambda place: sort_key(place.name))
            if self.figure.values.last(place.code)
        ]
        middle = self.figure.values.data["middle"] if self.is_rate else []
        return charts.small_multiples(panels, middle, self.figure.values.periods, shown=self.text, own=self.own)


def view_of(figure: Figure, wanted: str, atlas: Atlas, url_of: UrlOf, own: str = "") -> View:
    """Return an indicator in a period: the one that is asked for, else the last one before it with a value, else the latest."""
    period = nearest(figure, wanted)
    return View(figure, period, compared(figure, period, atlas), atlas, url_of, own)


def nearest(figure: Figure, wanted: str) -> str:
    """Return the period of an indicator that a reader means."""
    spans = filled(figure)
    if wanted in spans:
        return wanted
    try:
        day = periods.last_day(periods.parse(wanted)) if wanted else None
    except ValueError:
        day = None
    earlier = [period for period in spans if day and periods.last_day(period) <= day]
    return earlier[-1] if earlier else spans[0] if day else figure.last


def filled(figure: Figure) -> list[str]:
    """Return the periods in which any place has a value, oldest first."""
    columns = list(figure.values.data["places"].values())
    return [period for index, period in enumerate(figure.values.periods) if any(column[index] is not None for column in columns)]


def status_words(status: str) -> str:
    return "" if status in ("", Status.NORMAL) else str(Status(status).label)


@dataclass(frozen=True)
class Cell:
    """A value in the table with what must be said about it."""

    shown: str
    status: str
    note: int  # number of its note below the table, 0 for none

    @property
    def words(self) -> str:
        return status_words(self.status)


@dataclass(frozen=True)
class Line:
    place: Place
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """All values, the latest period first; the country, then its regions, then those that are no more."""

    periods: Sequence[tuple[str, str]]  # short, in words
    lines: Sequence[Line]
    statuses: Sequence[tuple[str, str]]
    notes: Sequence[str]


def table_of(figure: Figure, atlas: Atlas, notes: Mapping[tuple[str, str], str]) -> Table:
    """Return all values as rows of places."""
    values, decimals = figure.values, figure.indicator.decimals
    order = [index for index, period in enumerate(values.periods) if period in set(filled(figure))][::-1]
    texts = list(dict.fromkeys(notes.values()))
    number = {text: index + 1 for index, text in enumerate(texts)}
    used: set[str] = set()
    lines = []
    for place in ordered(atlas, values.data["places"]):
        column = values.data["places"][place.code]
        letters = values.data["status"].get(place.code, "")
        cells = []
        for index in order:
            value, letter = column[index], letters[index] if letters else "A"
            status = "" if letter in ("A", ".") else letter
            used.update(status)
            text = "–" if value is None and status else "" if value is None else shown(value, decimals)
            cells.append(Cell(text, status, number.get(notes.get((place.code, values.periods[index]), ""), 0)))
        lines.append(Line(place, cells))
    statuses = [(status.value, str(status.label)) for status in Status if status.value in used]
    return Table([(periods.short(values.periods[index]), periods.words(values.periods[index])) for index in order], lines, statuses, texts)


def ordered(atlas: Atlas, codes: Mapping[str, Any]) -> list[Place]:
    """Return the places of some codes in reading order. A code that the council no longer knows is shown by itself."""
    places = [atlas.places.get(code) or Place(code, code, code, is_present=False) for code in codes]
    return sorted(places, key=lambda place: (not place.is_country, not place.is_present, sort_key(place.name)))


@dataclass(frozen=True)
class Brought:
    """A revision, and what it did to one indicator."""

    revision: Revision
    brought: int
    ended: int


@dataclass(frozen=True)
class Earlier:
    """A value as it was published before, in the reader's words."""

    name: str
    when: str
    before: str
    after: str
    revision: Revision


def earlier(vintage: Vintage, atlas: Atlas, decimals: int) -> Earlier:
    place = atlas.places.get(vintage.place)
    before = with_status(vintage.before, vintage.status_before, decimals)
    after = with_status(vintage.after, vintage.status_after, decimals)
    return Earlier(place.name if place else vintage.place, periods.words(vintage.period), before, after, vintage.revision)


def with_status(value: float | None, status: str, decimals: int) -> str:
    """Return a value with what is said of it: a revision may have changed nothing else."""
    text, said = "" if value is None else shown(value, decimals), status_words(status)
    return f"{text} ({said})" if text and said else text


@dataclass(frozen=True)
class History:
    """How an indicator's values came here, and what was published before."""

    revisions: Sequence[Brought]
    vintages: Sequence[Earlier]
    vintage_count: int


def history_of(indicator: Indicator, atlas: Atlas) -> History:
    """Return the revisions of an indicator, newest first, and the values that they replaced."""
    rows = Observation.objects.filter(indicator=indicator).order_by()
    brought = dict(rows.values_list("revision").annotate(n=Count("pk")))
    ended = dict(rows.filter(ended_by__isnull=False).values_list("ended_by").annotate(n=Count("pk")))
    known = Revision.objects.filter(pk__in={*brought, *ended}).select_related("undoes").order_by("-number")
    told, count = vintages(indicator, VINTAGES)
    done = [Brought(one, brought.get(one.pk, 0), ended.get(one.pk, 0)) for one in known]
    return History(done, [earlier(one, atlas, indicator.decimals) for one in told], count)


def indicator_of(council: Council, code: str) -> Indicator | None:
    return Indicator.objects.filter(council=council, code=code).first()
