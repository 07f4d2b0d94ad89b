"""All current values of one indicator as pages read them: one row of the database instead of thousands.

`Values.data`, kept as JSON in models.Board:

    {"periods": ["2021", "2022"],                 in order, without gaps
     "places": {"KZ": [..], "KZ-63": [..]},       a value a period, null where there is none
     "status": {"KZ-63": "AB"},                   a letter a period, "." where there is no row; only places with other than A
     "low", "high", "n": {"KZ-63": [..]},         only where known
     "middle", "spread": [..]}                    median and median absolute deviation over the regions of each period
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median
from typing import Any, NamedTuple

from kenes.situation import periods

Column = list[float | None]
NOISE = 9  # decimals: what floats add behind them is in no published value


class Row(NamedTuple):
    """A current observation."""

    place: str
    period: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    status: str = "A"


class Territory(NamedTuple):
    """A span of time in which a code stood for one territory: from a day, to a day (exclusive)."""

    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


Territories = Mapping[str, Sequence[Territory]]  # by region code; a country is none


@dataclass(frozen=True)
class Values:
    """An indicator's values."""

    data: Mapping[str, Any]

    @property
    def periods(self) -> list[str]:
        return list(self.data["periods"])

    @property
    def places(self) -> Mapping[str, Column]:
        return dict(self.data["places"])

    @cached_property
    def place_in(self) -> dict[str, int]:
        """Where each period stands."""
        return {period: index for index, period in enumerate(self.data["periods"])}

    def of(self, place: str) -> Column:
        """Return a place's values, one a period."""
        return list(self.data["places"].get(place) or [None] * len(self.data["periods"]))

    def at(self, place: str, period: str) -> float | None:
        column, index = self.data["places"].get(place), self.place_in.get(period)
        return None if column is None or index is None else column[index]

    def status(self, place: str, period: str) -> str:
        """Return the status of a value; A where there is nothing to say."""
        letters, index = self.data["status"].get(place), self.place_in.get(period)
        return "A" if letters is None or index is None or letters[index] == "." else str(letters[index])

    def interval(self, place: str, period: str) -> tuple[float, float] | None:
        index = self.place_in.get(period)
        if index is None or place not in self.data["low"] or place not in self.data["high"]:
            return None
        low, high = self.data["low"][place][index], self.data["high"][place][index]
        return None if low is None or high is None else (low, high)

    def n(self, place: str, period: str) -> int | None:
        index = self.place_in.get(period)
        return None if index is None or place not in self.data["n"] else self.data["n"][place][index]

    def across(self, period: str, places: Iterable[str]) -> dict[str, float]:
        """Return the values of some places in a period, where there are any."""
        found = {place: self.at(place, period) for place in places}
        return {place: value for place, value in found.items() if value is not None}

    def middle(self, period: str) -> float | None:
        """Return the median over the regions as they were in that period."""
        return self.data["middle"][self.place_in[period]] if period in self.place_in else None

    def spread(self, period: str) -> float | None:
        """Return the median absolute deviation over these regions."""
        return self.data["spread"][self.place_in[period]] if period in self.place_in else None

    def last(self, place: str | None = None) -> str | None:
        """Return the last period with a value (of one place, or of any)."""
        columns = [self.data["places"].get(place, [])] if place else list(self.data["places"].values())
        for index in range(len(self.data["periods"]) - 1, -1, -1):
            if any(column and column[index] is not None for column in columns):
                return str(self.data["periods"][index])
        return None


def values_of(rows: Iterable[Row], territories: Territories) -> Values:
    """Lay rows out as a board. Medians count the regions whose territory was valid in the period, so that no one is counted twice."""
    rows = list(rows)
    if not rows:
        return Values({"periods": [], "places": {}, "status": {}, "low": {}, "high": {}, "n": {}, "middle": [], "spread": []})
    numbers = [periods.number(row.period) for row in rows]
    first, often = min(numbers), periods.frequency(rows[0].period)
    count = max(numbers) - first + 1
    spans = [periods.joined(*divmod(first + index, periods.A_YEAR[often]), often) for index in range(count)]
    places: dict[str, Column] = {}
    letters: dict[str, list[str]] = {}
    more: dict[str, dict[str, list[Any]]] = {"low": {}, "high": {}, "n": {}}
    for row, number in zip(rows, numbers, strict=True):
        index = number - first
        places.setdefault(row.place, [None] * count)[index] = row.value
        letters.setdefault(row.place, ["."] * count)[index] = row.status
        for name, value in (("low", row.lower), ("high", row.upper), ("n", row.n)):
            if value is not None:
                more[name].setdefault(row.place, [None] * count)[index] = value
    status = {place: "".join(marks) for place, marks in letters.items() if set(marks) - {"A", "."}}
    days = [periods.last_day(period) for period in spans]
    regions = {place: valid(territories[place], days) for place in places if place in territories}
    middles, spreads = [], []
    for index in range(count):
        there = [value for place, holds in regions.items() if holds[index] and (value := places[place][index]) is not None]
        middle = round(median(there), NOISE) if there else None
        middles.append(middle)
        spreads.append(None if middle is None else round(median(abs(value - middle) for value in there), NOISE))
    ordered = dict(sorted(places.items()))
    return Values({"periods": spans, "places": ordered, "status": status, **more, "middle": middles, "spread": spreads})


def valid(territories: Sequence[Territory], days: Sequence[date]) -> list[bool]:
    return [any(territory.holds(day) for territory in territories) for day in days]
