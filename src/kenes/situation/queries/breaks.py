"""The figure whose line a change of borders cuts: drawn large, with the sum of the parts where parts can be added."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.dates import long_day
from kenes.councils.models import RegionChange
from kenes.councils.queries import plain
from kenes.situation import charts, periods
from kenes.situation.boards import Territory
from kenes.situation.models import Indicator
from kenes.situation.numbers import shown
from kenes.situation.queries.figures import POPULATION, Atlas, Figure
from kenes.situation.queries.places import changes_of
from kenes.situation.series import Break, Point, Series


@dataclass(frozen=True)
class Cut:
    """One region's line, large, with what its break means in words."""

    figure: Figure
    title: str
    words: Sequence[str]
    chart: charts.Line
    is_break: bool

    @property
    def years(self) -> str:
        return f"{self.first}–{self.last}" if self.first != self.last else self.first

    first: str = ""
    last: str = ""


def territorial(line: Series) -> Break | None:
    """Return the last change of borders that cuts a line."""
    return next((cut for cut in reversed(line.breaks) if cut.reason == "territory"), None)


def as_founded(line: Series, territories: Sequence[Territory]) -> Series:
    """Return a line without what was counted before the region was there: of a new region there is no former territory to compare with."""
    first_point = line.points[0] if line.points else None
    if first_point is None or any(one.holds(periods.last_day(first_point.period)) for one in territories):
        return line
    found = [
        [point for point in segment if any(one.holds(periods.last_day(point.period)) for one in territories)] for segment in line.segments
    ]
    kept = [segment for segment in found if segment]
    first = kept[0][0].index if kept else 0
    return Series(line.place, kept, [cut for cut in line.breaks if cut.before.index >= first])


def cut_of(figure: Figure, line: Series, place: str, atlas: Atlas) -> Cut:
    """Return a region's line: cut at a change of borders where there is one."""
    found = territorial(line)
    is_count = figure.indicator.measure == Indicator.Measure.COUNT
    spans = figure.values.periods
    parts = parts_of(place, found) if found else []
    sums = summed(figure, place, parts, found) if found and is_count else []
    chart = charts.line(
        line,
        [] if is_count else figure.values.data["middle"],
        spans,
        shown=lambda value: shown(value, figure.indicator.decimals),
        sum_after=sums,
        sum_name=sum_name(place, parts, atlas) if sums else "",
        from_zero=is_count,
    )
    first, last = (periods.words(point.period) for point in (line.points[0], line.points[-1]))
    title = break_title(figure, found) if found else moved_title(figure, line)
    words = break_words(found, parts, atlas, has_sum=bool(sums)) if found else origin_words(place, atlas)
    return Cut(figure, title, words, chart, found is not None, first, last)


def parts_of(place: str, cut: Break) -> list[str]:
    """Return the regions that were made out of a region on the day of a break."""
    made = [change for change in changes_of(place) if change.source_code == place and change.day == cut.day]
    return [change.target_code for change in made if change.kind == RegionChange.Kind.SPLIT]


def summed(figure: Figure, place: str, parts: Sequence[str], cut: Break) -> list[Point]:
    """Return the values of a region and of what was split off from it, together, from the break on; only where each has a value."""
    codes, found = [place, *parts], []
    for index, period in enumerate(figure.values.periods):
        values = figure.values.across(period, codes)
        if parts and index >= cut.after.index and len(values) == len(codes):
            found.append(Point(period, index, sum(values.values())))
    return found


def sum_name(place: str, parts: Sequence[str], atlas: Atlas) -> str:
    return " + ".join(plain(atlas.places[code].short) for code in [place, *parts])


def break_title(figure: Figure, cut: Break) -> str:
    """Return the finding: what looks like a fall is a new border."""
    year = cut.day.year if cut.day else periods.words(cut.after.period)
    if cut.after.value >= cut.before.value:
        return _("%(name)s: since %(year)s of another territory") % {"name": figure.name, "year": year}
    if figure.indicator.code == POPULATION:
        return _("The fall of %(year)s is new borders, not a loss of people") % {"year": year}
    return _("The fall of %(year)s is new borders: %(name)s") % {"year": year, "name": figure.name}


def break_words(cut: Break, parts: Sequence[str], atlas: Atlas, *, has_sum: bool) -> list[str]:
    """Return what happened, and how to read the drawing."""
    day = long_day(cut.day) if cut.day else ""
    names = ", ".join(atlas.places[code].name for code in parts if code in atlas.places)
    words = []
    if names:
        words.append(
            ngettext(
                "Since %(day)s the territory is smaller: a new region was made of a part of it (%(names)s). "
                "Values are not compared across the break: the code is the same, the territory is not.",
                "Since %(day)s the territory is smaller: new regions were made of parts of it (%(names)s). "
                "Values are not compared across the break: the code is the same, the territory is not.",
                len(parts),
            )
            % {"day": day, "names": names}
        )
    else:
        words.append(_("Since %(day)s the region has other borders. Values are not compared across the break.") % {"day": day})
    if has_sum:
        words.append(_("For comparison, hollow dots show the sum of the region and of what was part of it."))
    return words


def origin_words(place: str, atlas: Atlas) -> list[str]:
    """Return of what a region was part before it became one."""
    made = [change for change in changes_of(place) if change.target_code == place and change.kind == RegionChange.Kind.SPLIT]
    if not made:
        return []
    names = ", ".join(atlas.places[change.source_code].name for change in made if change.source_code in atlas.places)
    return [_("A region of its own since %(day)s; before, part of another (%(names)s).") % {"day": long_day(made[-1].day), "names": names}]


def moved_title(figure: Figure, line: Series) -> str:
    """Return from what to what a line went, within its last unbroken stretch."""
    first, last = line.segments[-1][0], line.segments[-1][-1]
    decimals = figure.indicator.decimals
    return _("%(name)s: %(first)s (%(from)s) → %(last)s (%(to)s)") % {
        "name": figure.name,
        "first": shown(first.value, decimals),
        "from": periods.words(first.period),
        "last": shown(last.value, decimals),
        "to": periods.words(last.period),
    }
