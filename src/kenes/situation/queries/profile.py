"""A region's situation on one page: official figures against the other regions, and what members say beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.translation import gettext as _

from kenes.councils.models import Council, Member
from kenes.councils.queries import plain
from kenes.engine.unusual import newest_change
from kenes.situation import charts, periods
from kenes.situation.models import Domain, Indicator
from kenes.situation.numbers import shown, signed
from kenes.situation.queries.among import Comparison, Position, compared, position
from kenes.situation.queries.breaks import Cut, as_founded, cut_of, territorial
from kenes.situation.queries.figures import POPULATION, Atlas, Change, Figure, atlas_of, figures_of, yearly_change
from kenes.situation.queries.findings import SIGNS, judged_words, lead_of, verdict_words
from kenes.situation.queries.questions import Note, by_indicator, notes_of
from kenes.situation.queries.rated import Rated, rated
from kenes.situation.queries.reports import Results, latest_results
from kenes.situation.series import Series

FEWEST_POINTS = 3  # of a line that says something
PANELS = 12  # small lines at most: what has a break or moved unusually comes first


@dataclass(frozen=True)
class Row:
    """One figure of a region: its last value, where it lies, how it moved, what members say of it."""

    figure: Figure
    period: str
    value: float
    national: float | None
    line: Series
    position: Position | None
    change: Change | None
    strip: charts.Strip | None
    notes: Sequence[Note] = ()

    @property
    def indicator(self) -> Indicator:
        return self.figure.indicator

    @cached_property
    def when(self) -> str:
        return periods.words(self.period)

    @cached_property
    def shown(self) -> str:
        return shown(self.value, self.indicator.decimals)

    @property
    def middle_shown(self) -> str:
        return self.position.comparison.shown(self.position.comparison.middle) if self.position else ""

    @property
    def national_shown(self) -> str:
        return "" if self.national is None else shown(self.national, self.indicator.decimals)

    @cached_property
    def what(self) -> str:
        """Unit, period and scale."""
        if self.strip and self.position and self.position.comparison.log:
            return _("%(unit)s, %(period)s; logarithmic scale") % {"unit": self.figure.unit, "period": self.when}
        return f"{self.figure.unit}, {self.when}"

    @property
    def moved(self) -> str:
        return _("%(change)s in a year") % {"change": self.change_shown}

    @property
    def in_country(self) -> str:
        return _("in the country %(value)s") % {"value": self.national_shown} if self.national_shown else ""

    @cached_property
    def url(self) -> str:
        """The indicator's page with this region picked out."""
        return f"{self.figure.url}?region={self.line.place}"

    @cached_property
    def verdict(self) -> str:
        return verdict_words(self.position) if self.position else ""

    @cached_property
    def judged(self) -> str:
        return judged_words(self.position) if self.position else ""

    @property
    def sign(self) -> str:
        return SIGNS.get(self.position.verdict or "", "") if self.position else ""

    @cached_property
    def change_shown(self) -> str:
        return "" if self.change is None else change_words(self.indicator, self.change)

    @property
    def is_behind(self) -> bool:
        """Whether other regions have a later value."""
        return self.period != self.figure.last

    @property
    def turn(self) -> str:
        """Whether the last year was for the "better" or "worse"; empty where that is not known or means neither."""
        polarity = self.indicator.polarity
        if self.change is None or polarity == Indicator.Polarity.NEUTRAL or not round(self.change.difference, self.indicator.decimals):
            return ""
        return "better" if (self.change.difference > 0) == (polarity == Indicator.Polarity.UP) else "worse"

    @property
    def restlessness(self) -> tuple[bool, float]:
        """Whether a break cuts the line, and how unusual its newest change is."""
        line = self.line
        since = line.breaks[-1].after.index if line.breaks else 0
        stretch = {point.index: point.value for point in line.points if point.index >= since}
        found = newest_change(stretch, periods.A_YEAR[periods.frequency(self.period)], 10.0**-self.indicator.decimals)
        return bool(line.breaks), found.strength if found else 0.0


def change_words(indicator: Indicator, change: Change) -> str:
    """Return a change as it is read: of counts in percent, of rates in their unit."""
    if indicator.measure == Indicator.Measure.COUNT and change.percent is not None:
        return f"{signed(change.percent, 1)}\u00a0%"
    return signed(change.difference, indicator.decimals)


@dataclass(frozen=True)
class Block:
    """A domain: its figures, and beside them how members rate it."""

    domain: str
    label: str
    rows: Sequence[Row]
    rated: Rated | None


@dataclass(frozen=True)
class OverTime:
    """A small line for each rate of a region, or for those that say most."""

    multiples: charts.Multiples
    drawn: int
    rates: int
    title: str


@dataclass(frozen=True)
class Profile:
    """All figures and ratings of a region."""

    place: str
    short: str
    lead: str
    blocks: Sequence[Block]
    rated_only: Sequence[Block]  # domains without official figures
    withheld: Sequence[str]  # of these the ones with too few ratings
    results: Results | None
    over_time: OverTime | None
    cut: Cut | None
    others: int

    @property
    def rows(self) -> list[Row]:
        return [row for block in self.blocks for row in block.rows]

    @property
    def stale(self) -> list[Row]:
        return [row for row in self.rows if row.figure.freshness.is_stale]

    @property
    def has_counts(self) -> bool:
        return any(row.indicator.measure == Indicator.Measure.COUNT for row in self.rows)

    @property
    def reports_of(self) -> str:
        """The period of the ratings."""
        return periods.words(self.results.period.period) if self.results else ""

    @property
    def producers(self) -> str:
        return "; ".join(dict.fromkeys(str(row.indicator.producer) for row in self.rows if row.indicator.producer))

    @property
    def span(self) -> str:
        """The years of the values shown."""
        return years_of(self.rows)

    @property
    def stale_span(self) -> str:
        """The years of the newest values that are out of date."""
        return years_of(self.stale)

    @property
    def people(self) -> Row | None:
        """The row that counts the inhabitants."""
        return next((row for row in self.rows if row.indicator.code == POPULATION), None)


def years_of(rows: Sequence[Row]) -> str:
    years = [periods.split(row.period)[0] for row in rows]
    return f"{min(years)}–{max(years)}" if min(years) != max(years) else str(min(years))


def profile_of(council: Council, place: str, reader: Member | None) -> Profile | None:
    """Return the situation in a region as a member or a visitor may see it, in a fixed number of queries.

    None where there is neither a figure of the region nor a result of reports.
    """
    figures, results = figures_of(council), latest_results(council, reader)
    if not figures and results is None:
        return None
    atlas = atlas_of(council)
    rows = rows_of(figures, place, atlas, by_indicator(notes_of(council, reader, region=place)) if figures else {})
    blocks = blocks_of(rows, place, results)
    founded = since_founded(rows, place, atlas)
    return Profile(
        place=place,
        short=plain(atlas.places[place].short),
        lead=lead_of([row.position for row in rows if row.position]),
        blocks=[block for block in blocks if block.rows],
        rated_only=[block for block in blocks if not block.rows and block.rated and block.rated.is_shown],
        withheld=[block.label for block in blocks if not block.rows and not (block.rated and block.rated.is_shown)],
        results=results,
        over_time=over_time(founded),
        cut=cut_for(founded, place, atlas),
        others=max((len(row.position.comparison.values) - 1 for row in rows if row.position), default=0),
    )


def rows_of(figures: Sequence[Figure], place: str, atlas: Atlas, notes: Mapping[int, Sequence[Note]]) -> list[Row]:
    found = [row_of(figure, place, atlas, notes.get(figure.indicator.pk, ())) for figure in figures]
    return [row for row in found if row is not None]


def row_of(figure: Figure, place: str, atlas: Atlas, notes: Sequence[Note]) -> Row | None:
    """Return a figure of a region, None where the region never had a value."""
    line = figure.series(place, atlas)
    if line.last is None:
        return None
    period = line.last.period
    comparison = compared(figure, period, atlas)
    there = position(place, comparison, atlas) if comparison else None
    national = figure.values.at(atlas.country(place), period)
    drawn = strip_of(comparison, place, atlas) if there and comparison and comparison.is_judged else None
    return Row(figure, period, line.last.value, national, line, there, yearly_change(line), drawn, notes)


def strip_of(comparison: Comparison, own: str, atlas: Atlas) -> charts.Strip:
    """Return the strip plot of a comparison with one region picked out."""
    values = comparison.values
    told = {own, min(values, key=values.__getitem__), max(values, key=values.__getitem__)}  # whose values are said in words
    return charts.strip(
        [
            charts.Mark(code, atlas.places[code].name if code == own else "", value, comparison.shown(value) if code in told else "")
            for code, value in values.items()
        ],
        own=own,
        middle=comparison.middle,
        spread=comparison.spread,
        shown=comparison.shown,
        national=comparison.nations.get(atlas.country(own)),
        log=comparison.log,
    )


def blocks_of(rows: Sequence[Row], place: str, results: Results | None) -> list[Block]:
    """Return the domains that have a figure or a rating."""
    answered = set(results.answered()) if results else set()
    found = []
    for domain in Domain:
        own = [row for row in rows if row.indicator.domain == domain]
        if own or domain in answered:
            told = rated_here(results, domain, place) if results and domain in answered else None
            found.append(Block(domain.value, str(domain.label), own, told))
    return found


def rated_here(results: Results, domain: str, place: str) -> Rated:
    """Return how a region, or its macro-region, is rated. What the whole country says is not said of the region: that is withheld."""
    found = results.ratings(domain, place)
    if found.kind in ("region", "macro"):
        return rated(found)
    return rated(replace(found, state="withheld", n=0, counts=(), most=-1, is_own=True))


def since_founded(rows: Sequence[Row], place: str, atlas: Atlas) -> list[Row]:
    """Return rows with their lines from the day on that there is such a region."""
    known = atlas.territories.get(place, ())
    pairs = [(row, as_founded(row.line, known)) for row in rows]
    return [row if line is row.line else replace(row, line=line) for row, line in pairs if line.last]


def over_time(rows: Sequence[Row]) -> OverTime | None:
    """Return the small lines: of every rate, or of the most telling ones in the order of the page."""
    rates = [row for row in rows if row.indicator.measure == Indicator.Measure.RATE]
    if not rates:
        return None
    chosen = rates
    if len(rates) > PANELS:
        told = {id(row) for row in sorted(rates, key=lambda row: row.restlessness, reverse=True)[:PANELS]}
        chosen = [row for row in rates if id(row) in told]
    better, worse = (sum(row.turn == turn for row in rates) for turn in ("better", "worse"))
    title = _("Against the year before: %(better)d better, %(worse)d worse, %(rest)d not judged or unchanged")
    told_turns = {"better": better, "worse": worse, "rest": len(rates) - better - worse}
    return OverTime(charts.scaled_multiples([panel_of(row) for row in chosen]), len(chosen), len(rates), title % told_turns)


def panel_of(row: Row) -> charts.Scaled:
    figure = row.figure
    decimals = row.indicator.decimals
    panel = charts.Panel(row.indicator.code, figure.name, figure.name, row.url, row.line)
    return charts.Scaled(panel, figure.unit, figure.values.data["middle"], figure.values.periods, lambda value: shown(value, decimals))


def cut_for(rows: Sequence[Row], place: str, atlas: Atlas) -> Cut | None:
    """Return the line that is drawn large: one that a change of borders cuts, people first; else the one that lies furthest off."""
    torn = [row for row in rows if territorial(row.line)]
    if torn:
        counts = [row for row in torn if row.indicator.measure == Indicator.Measure.COUNT]
        row = next((row for row in torn if row.indicator.code == POPULATION), (counts or torn)[0])
    else:
        long = [row for row in rows if row.position and row.position.verdict and len(row.line.segments[-1]) >= FEWEST_POINTS]
        if not long:
            return None
        row = max(long, key=lambda row: row.position.distance if row.position else 0.0)
    return cut_of(row.figure, row.line, place, atlas)
