"""Periods as text: 2022, 2022-S1, 2022-Q3, 2022-07. They sort by time within one frequency.

A page asks the same few of them thousands of times: what is asked most is remembered.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(?:Q([1-4])|S([12])|(0[1-9]|1[0-2])))?", re.ASCII)
A_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}  # periods a year
ROMAN = ("I", "II", "III", "IV")


def parse(text: str) -> str:
    """Return the period that a text names, as we write it. Raises ValueError for anything else."""
    wanted = text.strip().upper()
    if not PERIOD.fullmatch(wanted):
        raise ValueError(f"period: {text!r} is none of 2022, 2022-S1, 2022-Q3, 2022-07")
    return wanted


@lru_cache(4096)
def split(period: str) -> tuple[int, int, str]:
    """Return year, place in the year from 0 on, and frequency of a period as we write it."""
    if len(period) == 4:
        return int(period), 0, "A"
    year, part = int(period[:4]), period[5:]
    return (year, int(part) - 1, "M") if part.isdigit() else (year, int(part[1]) - 1, part[0])


def joined(year: int, part: int, frequency: str) -> str:
    """Return the period that `split` takes apart."""
    match frequency:
        case "A":
            return str(year)
        case "M":
            return f"{year}-{part + 1:02d}"
    return f"{year}-{frequency}{part + 1}"


def frequency(period: str) -> str:
    """Return A, S, Q or M."""
    return split(period)[2]


def number(period: str) -> int:
    """Return how many periods of its frequency have passed since year 0: neighbours differ by 1."""
    year, part, often = split(period)
    return year * A_YEAR[often] + part


@lru_cache(4096)
def moved(period: str, steps: int) -> str:
    """Return the period so many steps later (earlier where negative)."""
    often = frequency(period)
    return joined(*divmod(number(period) + steps, A_YEAR[often]), often)


def a_year_before(period: str) -> str:
    return moved(period, -A_YEAR[frequency(period)])


def first_day(period: str) -> date:
    year, part, often = split(period)
    return date(year, 1 + part * 12 // A_YEAR[often], 1)


@lru_cache(4096)
def last_day(period: str) -> date:
    return first_day(moved(period, 1)) - timedelta(days=1)


def containing(day: date, often: str) -> str:
    """Return the period of a frequency that a day lies in."""
    return joined(day.year, (day.month - 1) * A_YEAR[often] // 12, often)


def short(period: str) -> str:
    """Return a period as it heads a column, the same in every language: "2022", "2022 III", "2022 1/2", "2022-07"."""
    year, part, often = split(period)
    match often:
        case "Q":
            return f"{year} {ROMAN[part]}"
        case "S":
            return f"{year} {part + 1}/2"
    return period


def words(period: str) -> str:
    """Return a period in the reader's words: "2022", "III quarter of 2022", "July 2022"."""
    year, part, often = split(period)
    match often:
        case "Q":
            return _("%(part)s quarter of %(year)s") % {"part": ROMAN[part], "year": year}
        case "S":
            return _("%(part)s half of %(year)s") % {"part": ROMAN[part], "year": year}
        case "M":
            return formats.date_format(first_day(period), pgettext("month and year", "F Y"))
    return str(year)
