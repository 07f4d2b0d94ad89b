"""A place's values as a line that is cut where values cannot be compared: at a territorial change, at a flagged break, at a gap."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from kenes.situation import periods
from kenes.situation.boards import Territories, Territory, Values


@dataclass(slots=True)  # not frozen: a page makes a thousand of them, and freezing costs more than the rest
class Point:
    """A value with its place on the line; `index` counts the periods of the board."""

    period: str
    index: int
    value: float
    status: str = "A"
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Break:
    """Between two neighbouring values the line is cut: what they count is not the same.

    `reason`: "territory" (the region had other borders, from `day` on) or "flag" (the producer marks the value after it).
    """

    before: Point
    after: Point
    reason: Literal["territory", "flag"]
    day: date | None = None


@dataclass(frozen=True)
class Series:
    """The line of one place: `segments` are drawn as lines, nothing joins them; `breaks` stand between some of them."""

    place: str
    segments: list[list[Point]]
    breaks: list[Break]

    @property
    def points(self) -> list[Point]:
        return [point for segment in self.segments for point in segment]

    @property
    def last(self) -> Point | None:
        return self.segments[-1][-1] if self.segments else None


def series_of(values: Values, place: str, territories: Territories) -> Series:
    """Return a place's line. A break flagged less than a year from a territorial change is that change: one cut, not two."""
    spans, letters, has_bounds = values.periods, values.data["status"].get(place), place in values.data["low"]
    points = [
        Point(
            spans[index],
            index,
            value,
            values.status(place, spans[index]) if letters else "A",
            values.interval(place, spans[index]) if has_bounds else None,
        )
        for index, value in enumerate(values.of(place))
        if value is not None
    ]
    cuts = {cut.after.index: cut for cut in breaks(points, territories.get(place, ()))}
    segments: list[list[Point]] = []
    for before, point in zip([None, *points], points, strict=False):
        if before is None or point.index in cuts or point.index != before.index + 1:
            segments.append([])
        segments[-1].append(point)
    return Series(place, segments, list(cuts.values()))


def breaks(points: Sequence[Point], territories: Sequence[Territory]) -> list[Break]:
    """Return where a line of points is cut, apart from gaps."""
    flagged = [Break(before, after, "flag") for before, after in pairwise(points) if after.status == "B"]
    changed = changes(points, territories)
    found = []
    for cut in changed:
        near = [flag for flag in flagged if abs(years(flag.after) - years(cut.after)) < 1]
        found += [Break(flag.before, flag.after, "territory", cut.day) for flag in near] or [cut]
        flagged = [flag for flag in flagged if flag not in near]
    return sorted([*found, *flagged], key=lambda cut: cut.after.index)


def changes(points: Sequence[Point], territories: Sequence[Territory]) -> list[Break]:
    """Return where a code stands for another territory from a day on that lies between the ends of two periods: the last such day."""
    found: dict[int, Break] = {}
    for since in sorted(territory.since for territory in territories if territory.since is not None):
        index = bisect_left(points, since, key=lambda point: periods.last_day(point.period))
        if 0 < index < len(points):
            found[index] = Break(points[index - 1], points[index], "territory", since)
    return list(found.values())


def years(point: Point) -> float:
    return point.index / periods.A_YEAR[periods.frequency(point.period)]
