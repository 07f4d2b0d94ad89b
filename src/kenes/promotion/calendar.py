"""Working days of a side: the published holidays of its country, then what its secretariat set otherwise.

docs/methods/working-days.md says how days are counted.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from kenes.councils.models import Side
from kenes.promotion.models import DayOverride

WEEKEND = (5, 6)
MOST_DAYS = 366


@lru_cache(maxsize=256)
def published(country: str, year: int, language: str = "") -> holidays.HolidayBase | None:
    """Return the published calendar of a country for a year, moved days off included; None where there is none.

    Names of holidays come in `language` where the calendar has it, else in the country's own.
    """
    try:
        known = holidays.country_holidays(country)
        named = next((code for code in known.supported_languages if code[:2] == language), known.default_language)
        return holidays.country_holidays(country, years=year, language=named)
    except NotImplementedError:
        return None


def published_working_day(country: str, day: date) -> bool:
    """Return whether a day is a working day by the published calendar; Monday to Friday where there is none."""
    calendar = published(country, day.year)
    return bool(calendar.is_working_day(day)) if calendar is not None else day.weekday() not in WEEKEND


def overrides(side: Side) -> dict[date, bool]:
    """Return the days that the secretariat of a side set itself."""
    return dict(DayOverride.objects.filter(side=side).values_list("day", "works"))


def due_day(side: Side, sent: date, days: int) -> date:
    """Return the last day for an answer: the `days`-th working day after the day of dispatch, which itself does not count."""
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"days must be between 1 and {MOST_DAYS}, not {days}")
    own = overrides(side)
    day, left = sent, days
    while left:
        day += timedelta(days=1)
        left -= own[day] if day in own else published_working_day(side.country_id, day)
    return day


def working_days_between(side: Side, start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and including `end`."""
    own = overrides(side)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(own[day] if day in own else published_working_day(side.country_id, day) for day in days)


def published_days_off(country: str, start: date, language: str, days: int = 366) -> list[tuple[date, str, str]]:
    """Return the published days off (weekends apart) of the coming year, each with its name and the name's language."""
    found = []
    for n in range(days):
        day = start + timedelta(days=n)
        calendar = published(country, day.year, language)
        if calendar is not None and day.weekday() not in WEEKEND and not calendar.is_working_day(day):
            found.append((day, str(calendar.get(day, "")), str(calendar.language or calendar.default_language or "en")[:2]))
    return found
