"""Dates as a reader of each language writes them; times always with their zone."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.utils.translation import get_language

LOCALES = {"kk": "kk", "ru": "ru", "en": "en_GB"}


def locale() -> str:
    """Return Babel's name of the reader's language."""
    return LOCALES.get((get_language() or "kk")[:2], "kk")


def long_day(day: date) -> str:
    """Return "2026 ж. 12 желтоқсан", "12 декабря 2026 г." or "12 December 2026"."""
    return format_date(day, "long", locale=locale()).replace("\u202f", "\u00a0")


def short_day(day: date) -> str:
    """Return "12 желтоқсан", "12 декабря" or "12 December", for where the year is clear."""
    return format_date(day, "d MMMM", locale=locale())


def zone_of(name: str | tzinfo | None) -> tzinfo:
    """Return a zone by its name; UTC where none is known (the offset is always shown, so that is still right)."""
    if isinstance(name, str) and name:
        return ZoneInfo(name)
    return name if isinstance(name, tzinfo) else UTC


def offset(moment: datetime) -> str:
    """Return the zone as people here say it: "UTC+5"."""
    seconds = moment.utcoffset()
    minutes = int(seconds.total_seconds() // 60) if seconds else 0
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


def long_moment(moment: datetime, zone: str | tzinfo | None) -> str:
    """Return "12 декабря 2026 г., 18:00 (UTC+5)"."""
    there = moment.astimezone(zone_of(zone))
    return f"{long_day(there)}, {format_time(there, 'HH:mm', locale=locale())}\u00a0({offset(there)})"


def clock_time(moment: datetime, zone: str | tzinfo | None) -> str:
    """Return "18:00", for where the day and the zone are said nearby."""
    return format_time(moment.astimezone(zone_of(zone)), "HH:mm", locale=locale())


class Clock(NamedTuple):
    """A zone in which a deadline is told, and whose it is: "" for the capital of the reader's side."""

    zone: str
    whose: str = ""


def deadline_words(moment: datetime, clocks: Sequence[Clock]) -> str:
    """Return a deadline by every clock that shows another time than those before: "12 December 2026, 18:00 (UTC+5); 20:00 (UTC+7), …".

    A later clock names its day only where it is another one.
    """
    told: list[str] = []
    first: datetime | None = None
    known: set[object] = set()
    differ = len({moment.astimezone(zone_of(one.zone)).utcoffset() for one in clocks}) > 1
    for one in clocks:
        there = moment.astimezone(zone_of(one.zone))
        if there.utcoffset() in known:
            continue
        known.add(there.utcoffset())
        short = first is not None and there.date() == first.date()
        first = first or there
        words = f"{format_time(there, 'HH:mm', locale=locale())}\u00a0({offset(there)})" if short else long_moment(there, there.tzinfo)
        told.append(f"{words}, {one.whose}" if one.whose and differ else words)
    return "; ".join(told) if told else long_moment(moment, None)


def shown_number(value: float | int, digits: int | None = None) -> str:
    """Return a number as the reader's language groups and points it; minus as a minus sign."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale()).replace("-", "−")
