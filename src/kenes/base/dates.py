"""Dates as a reader of each language writes them; times always with their zone."""

from datetime import UTC, date, datetime, tzinfo
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


def shown_number(value: float | int, digits: int | None = None) -> str:
    """Return a number as the reader's language groups and points it; minus as a minus sign."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale()).replace("-", "−")
