"""Real figures of the statistics office, kept as facts with source and date, and rates that are computed from them.

What was published at first and what replaced it are two vintages: the sample council imports one after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kenes.site.sample.content import CONTENT, read
from kenes.situation import periods

Key = tuple[str, str]  # place, period

# Whose people lived in a territory for which there is no count in that year.
PARTS = {"KZ-YUZ": ("KZ-61", "KZ-79")}


@dataclass(frozen=True)
class Fact:
    """One value as it was published (or computed), with its SDMX status and when the table was published, if that is known."""

    value: float
    status: str = "A"
    note: str = ""
    published: str = ""

    @property
    def source(self) -> str:
        return f"stat.gov.kz, {self.published}" if self.published else "stat.gov.kz"


@dataclass
class Figures:
    """All indicators of the sample. `before`: the year from which on nothing had been published yet; None: all of it."""

    before: int | None = None
    found: dict[str, dict[Key, Fact]] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> list[dict[str, Any]]:
        """Return what is known about each indicator, published ones and computed ones, in the order of pages."""
        names = sorted(path.stem for path in (CONTENT / "figures").glob("*.json"))
        return sorted((read(f"figures/{name}") for name in names), key=lambda sheet: sheet["order"])

    def sheet(self, code: str) -> dict[str, Any]:
        return next(sheet for sheet in self.sheets if sheet["code"] == code)

    def facts(self, code: str) -> dict[Key, Fact]:
        """Return an indicator's facts by place and period."""
        if code not in self.found:
            sheet = self.sheet(code)
            self.found[code] = self.computed(sheet) if "computed" in sheet else self.published(sheet)
        return self.found[code]

    def published(self, sheet: Mapping[str, Any]) -> dict[Key, Fact]:
        rows = dict(sheet["values"])
        if self.before and "first_published" in sheet:
            rows |= sheet["first_published"]["values"]
        elif self.before:
            rows = {period: row for period, row in rows.items() if periods.first_day(period).year < self.before}
        days = dict.fromkeys(rows, sheet["published"] or "")
        if self.before and "first_published" in sheet:
            days |= dict.fromkeys(sheet["first_published"]["values"], sheet["first_published"]["published"])
        marks = {(place, mark["period"]): (mark["status"], mark["note"]) for mark in sheet["marks"] for place in mark["places"]}
        return {
            (place, period): Fact(value, *marks.get((place, period), ("A", "")), days[period])
            for period, row in rows.items()
            for place, value in zip(sheet["places"], row, strict=True)
            if value is not None
        }

    def computed(self, sheet: Mapping[str, Any]) -> dict[Key, Fact]:
        rule, digits = sheet["computed"], sheet["decimals"] + 1
        if "change" in rule:
            return rounded(changes(self.facts(rule["change"]), rule["not_over"]), digits)
        return rounded(ratios(self.facts(rule["of"]), self.facts(rule["per"]), rule["times"]), digits)


def rounded(facts: Iterable[tuple[Key, Fact]], digits: int) -> dict[Key, Fact]:
    return {key: replace(fact, value=round(fact.value, digits)) for key, fact in facts}


def changes(counts: Mapping[Key, Fact], not_over: Iterable[str]) -> Iterable[tuple[Key, Fact]]:
    """Yield the change over each year in percent; none over a year at whose end something else is counted (status B)."""
    for (place, year), fact in counts.items():
        after = counts.get((place, str(int(year) + 1)))
        if after and after.status != "B" and year not in not_over:
            mark = (fact.status, fact.note) if fact.status == "E" else ("A", "")
            yield (place, year), Fact(100 * (after.value / fact.value - 1), *mark, after.published)


def ratios(counts: Mapping[Key, Fact], people: Mapping[Key, Fact], times: float) -> Iterable[tuple[Key, Fact]]:
    """Yield counts per inhabitant. Where either of the two starts anew, so does the rate."""
    for (place, year), fact in counts.items():
        whose = [(place, year)] if (place, year) in people else [(part, year) for part in PARTS.get(place, ())]
        if not whose or any(key not in people for key in whose):
            continue
        heads = sum(people[key].value for key in whose)
        mark = fact if fact.status != "A" or len(whose) > 1 else people[whose[0]]
        yield (place, year), Fact(times * fact.value / heads, mark.status, mark.note, fact.published)
