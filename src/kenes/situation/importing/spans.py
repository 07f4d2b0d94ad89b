"""Periods as the heads of statistical tables name them, in Kazakh, Russian and English."""

import re
from datetime import date, timedelta

from kenes.situation import periods

YEAR = r"(?P<year>19\d\d|20\d\d)"
OF_YEAR = r"(?:\s*[-.]?\s*(?:г|гг|год|года|году|годы|ж|жыл|жылы|жылғы|жылдың|year)\b\.?)?"
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
QUARTER = r"(?:квартал\w*|кв\b\.?|quarter\w*|тоқсан\w*|qtr\b\.?)"
HALF = r"(?:полугоди\w*|half\w*|жартыжыл\w*|жарты жыл\w*)"
ORDINAL = r"(?P<part>iv|i{1,3}|[1-4])(?:-?(?:й|ый|ой|ші|шы|st|nd|rd|th))?"
PARTS = (
    (re.compile(rf"{ORDINAL}[\s.-]*{QUARTER}"), "Q"),
    (re.compile(r"q\s?(?P<part>[1-4])"), "Q"),
    (re.compile(rf"{ORDINAL}[\s.-]*{HALF}"), "S"),
    (re.compile(r"[sh]\s?(?P<part>[12])"), "S"),
)
WHOLE = re.compile(r"(?:за )?(?:весь )?(?:год\w*|year\w*|жыл\w*|annual\w*|всего|барлығы|total)")
MONTHS = (
    ("янв", "қаңтар", "jan"),
    ("фев", "ақпан", "feb"),
    ("мар", "наурыз", "mar"),
    ("апр", "сәуір", "apr"),
    ("ма", "мамыр", "may"),
    ("июн", "маусым", "jun"),
    ("июл", "шілде", "jul"),
    ("авг", "тамыз", "aug"),
    ("сен", "қыркүйек", "sep"),
    ("окт", "қазан", "oct"),
    ("ноя", "қараша", "nov"),
    ("дек", "желтоқсан", "dec"),
)
MONTH = re.compile(
    r"(янв(?:ар[ьея])?|фев(?:рал[ьея])?|мар(?:та?|те)?|апр(?:ел[ьея])?|ма[йяе]|июн[ьея]?|июл[ьея]?|авг(?:уста?|усте)?|сен(?:тябр[ьея])?"
    r"|окт(?:ябр[ьея])?|ноя(?:бр[ьея])?|дек(?:абр[ьея])?|қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\.?"
)
FIRST_SERIAL, LAST_SERIAL = 25569, 55153  # 1970 to 2050 as the number of a day in a spreadsheet
EPOCH = date(1899, 12, 30)


def folded(text: str) -> str:
    """Return a heading as it is compared: no case, Roman numerals in Latin letters whatever keyboard wrote them."""
    text = " ".join(text.casefold().split())
    return re.sub(r"\b[іi1lvν]{1,3}\b", lambda found: re.sub("[іl]", "i", found[0]), text)


def year_of(text: str) -> int | None:
    """Return the year that a heading is, and nothing else."""
    found = re.fullmatch(YEAR + OF_YEAR, folded(text))
    return int(found["year"]) if found else None


def part_of(text: str) -> tuple[int, str] | None:
    """Return place in the year and frequency of a heading without a year: (2, "Q") for the third quarter, (0, "A") for the year."""
    text = folded(text)
    for pattern, often in PARTS:
        if found := pattern.fullmatch(text):
            part = ROMAN[found["part"]] - 1
            return (part, often) if part < periods.A_YEAR[often] else None
    if WHOLE.fullmatch(text):
        return 0, "A"
    if MONTH.fullmatch(text):
        return month_of(text), "M"
    return None


def month_of(text: str) -> int:
    """Return which month a month's name is, from 0 on."""
    for index, names in enumerate(MONTHS):
        if index != 4 and text.startswith(names):
            return index
    return 4


def period_of(text: str) -> str:
    """Return the period that a heading names fully, "" where it names none."""
    year = year_of(text)
    if year:
        return str(year)
    given = folded(text)
    if found := re.fullmatch(r"(0?[1-9]|1[0-2])[./](19\d\d|20\d\d)", given):
        return periods.joined(int(found[2]), int(found[1]) - 1, "M")
    try:
        return periods.parse(text)
    except ValueError:
        pass
    found = re.search(r"(?<!\d)" + YEAR + r"(?!\d)", given)
    if not found:
        return ""
    rest = given[: found.start()] + " " + re.sub(r"^" + OF_YEAR, "", given[found.end() :])
    part = part_of(" ".join(rest.split()).strip(" ,.-/"))
    return periods.joined(int(found["year"]), *part) if part else ""


def in_title(text: str) -> str:
    """Return the period that a title speaks of: its last year, a quarter or half of it where it names one."""
    given = folded(text)
    years = re.findall(r"(?<!\d)(19\d\d|20\d\d)(?!\d)", given)
    if not years:
        return ""
    for pattern, often in PARTS[:3:2]:
        if found := re.search(r"\b" + pattern.pattern, given):
            return periods.joined(int(years[-1]), ROMAN[found["part"]] - 1, often)
    return str(years[-1])


def day_of(text: str) -> date | None:
    """Return the day that a cell is: written as a date, or as the number that spreadsheets keep for one."""
    if re.fullmatch(r"(19|20)\d\d-\d\d-\d\d", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return None
    if found := re.fullmatch(r"(\d\d)\.(\d\d)\.((?:19|20)\d\d)", text):
        try:
            return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            return None
    if text.isascii() and text.isdigit() and FIRST_SERIAL <= int(text) <= LAST_SERIAL:
        return EPOCH + timedelta(days=int(text))
    return None
