"""Indicators with their values: read from boards, one row an indicator, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from django.db.models import F
from django.urls import reverse

from kenes.base import clock
from kenes.base.dates import long_day
from kenes.councils.models import Council
from kenes.situation import periods
from kenes.situation.boards import Territories, Values
from kenes.situation.importing import metadata
from kenes.situation.models import Board, Indicator, Observation, Revision
from kenes.situation.queries.places import Place, known_places
from kenes.situation.series import Series, series_of

STALE_AFTER = 1.5  # periods
POPULATION = "POP"  # the indicator that counts people: other counts are set against it to be compared
DAYS = {"A": 365.25, "S": 182.6, "Q": 91.3, "M": 30.4}


@dataclass(frozen=True)
class Freshness:
    """How old the last value is."""

    last: str
    days: int  # since the last period ended
    next_release: date | None
    reason: Literal["", "age", "release"]  # why it is stale

    @property
    def next_day(self) -> str:
        return long_day(self.next_release) if self.next_release else ""

    @property
    def is_stale(self) -> bool:
        return bool(self.reason)

    @property
    def age(self) -> float:
        """Age in periods."""
        return self.days / DAYS[periods.frequency(self.last)]


def freshness(last: str, next_release: date | None, today: date) -> Freshness:
    """Return how old a value is: stale once the announced release has passed, or one and a half periods after its own ended."""
    days = max((today - periods.last_day(last)).days, 0)
    often = periods.frequency(last)
    if next_release is not None and next_release < today:
        reason: Literal["", "age", "release"] = "release"
    else:
        reason = "age" if today > periods.last_day(last) + timedelta(days=STALE_AFTER * DAYS[often]) else ""
    return Freshness(last, days, next_release, reason)


@dataclass(frozen=True)
class Atlas:
    """The places of a council's figures, and which of them were there when."""

    countries: Sequence[str]
    places: dict[str, Place]
    territories: Territories
    _there: dict[date, list[str]] = field(default_factory=dict)

    def regions(self, period: str) -> list[str]:
        """Return the regions whose territory was valid at a period's end: each part of the country once."""
        day = periods.last_day(period)
        if day not in self._there:
            held = (code for code, known in self.territories.items() if any(one.holds(day) for one in known))
            self._there[day] = [code for code in held if code in self.places]
        return self._there[day]

    def country(self, place: str) -> str:
        """Return the country that a place lies in."""
        return place.split("-")[0]


def atlas_of(council: Council) -> Atlas:
    known = known_places(council)
    return Atlas(known.countries, known.places, known.territories)


@dataclass(frozen=True)
class Figure:
    """An indicator with all its values."""

    indicator: Indicator
    values: Values
    last: str
    freshness: Freshness
    url: str

    @property
    def last_words(self) -> str:
        return periods.words(self.last)

    def series(self, place: str, atlas: Atlas) -> Series:
        return series_of(self.values, place, atlas.territories)

    @cached_property
    def name(self) -> str:
        return str(self.indicator.name)

    @cached_property
    def licence(self) -> str:
        return metadata.known(self.indicator.licence)

    @cached_property
    def unit(self) -> str:
        return str(self.indicator.unit)


def figures_of(council: Council, *, domain: str = "", codes: Iterable[str] | None = None) -> list[Figure]:
    """Return a council's indicators that have values, in their order. At most two queries, however many there are."""
    rows = Board.objects.filter(indicator__council=council).select_related("indicator").order_by("indicator__order", "indicator__code")
    unneeded = ("method", "link", "created_at", "changed_at", "public_id") if codes is None else ()  # by lists
    rows = rows.defer("data", *(f"indicator__{name}" for name in unneeded)).annotate(vintage=F("revision__public_id"))
    if domain:
        rows = rows.filter(indicator__domain=domain)
    if codes is not None:
        rows = rows.filter(indicator__code__in=list(codes))
    boards = list(rows)
    values = values_of_boards([(board.pk, board.vintage) for board in boards])
    today = clock.now().date()
    address = reverse("indicator", args=[council.slug, "CODE"])
    found = (
        figure(board.indicator, values[board.pk], today, address.replace("CODE", board.indicator.code))
        for board in boards
        if board.pk in values
    )
    return [one for one in found if one is not None]


# Boards read lately, by key and revision: a revision's board never changes, and reading fifty anew takes a tenth of a page's time.
KEPT = 200
_kept: dict[tuple[int, str], Values] = {}


def values_of_boards(wanted: Sequence[tuple[int, str]]) -> dict[int, Values]:
    """Return the values of boards by key, each wanted as a revision (by public id) left it."""
    there = {pk: _kept[pk, vintage] for pk, vintage in wanted if (pk, vintage) in _kept}
    missing = [pk for pk, _ in wanted if pk not in there]
    if missing:
        rows = Board.objects.filter(pk__in=missing).values_list("pk", "revision__public_id", "data")
        fresh = {(pk, vintage): Values(data) for pk, vintage, data in rows}
        there |= {pk: values for (pk, _), values in fresh.items()}
        _kept.update(fresh)
        for key in list(_kept)[:-KEPT]:  # the oldest ones make room
            _kept.pop(key, None)
    return there


def figure(indicator: Indicator, values: Values, today: date, url: str) -> Figure | None:
    """Return an indicator with its values, or None where it has none (its import was undone)."""
    last = values.last()
    return None if last is None else Figure(indicator, values, last, freshness(last, indicator.next_release, today), url)


def has_figures(council: Council) -> bool:
    """Return whether a council ever had figures."""
    return Board.objects.filter(indicator__council=council).exists()


@dataclass(frozen=True)
class Change:
    """How a value moved since another period of the same territory, counted the same way."""

    before: str
    period: str
    difference: float
    percent: float | None  # None where the value before was zero or less


def change_since(line: Series, steps: int) -> Change | None:
    """Return how a line's last value moved against the one so many periods before; None across a break or a gap."""
    if not line.segments:
        return None
    last = line.segments[-1][-1]
    earlier = next((point for point in line.segments[-1] if point.index == last.index - steps), None)
    if earlier is None:
        return None
    difference = last.value - earlier.value
    return Change(earlier.period, last.period, difference, 100 * difference / earlier.value if earlier.value > 0 else None)


def yearly_change(line: Series) -> Change | None:
    """Return the change since the same part of the year before: seasons stand on both sides."""
    return change_since(line, periods.A_YEAR[periods.frequency(line.last.period)]) if line.last else None


@dataclass(frozen=True)
class Vintage:
    """A value that was published before: what a revision replaced or took away."""

    place: str
    period: str
    before: float | None
    after: float | None
    status_before: str
    status_after: str
    revision: Revision  # the one that ended it


def vintages(indicator: Indicator, most: int) -> tuple[list[Vintage], int]:
    """Return the values that were replaced, newest replacement first, and how many there are in all."""
    ended = Observation.objects.filter(indicator=indicator, ended_by__isnull=False)
    rows = list(ended.select_related("ended_by").order_by("-ended_by__number", "place", "-period", "-pk")[:most])
    later = Observation.objects.filter(indicator=indicator, revision__in={row.ended_by_id for row in rows})
    replaced = {(one.revision_id, one.place, one.period): (one.value, one.status) for one in later}
    found = []
    for row in rows:
        if row.ended_by is not None:
            after, status = replaced.get((row.ended_by.pk, row.place, row.period), (None, ""))
            found.append(Vintage(row.place, row.period, row.value, after, row.status, status, row.ended_by))
    return found, ended.count() if len(rows) == most else len(rows)


def remarks(indicator: Indicator) -> dict[tuple[str, str], str]:
    """Return the notes that stand beside current values, by place and period."""
    rows = Observation.objects.filter(indicator=indicator, ended_by__isnull=True).exclude(note="")
    return {(place, period): note for place, period, note in rows.values_list("place", "period", "note")}
