"""The heads of statistical tables: which columns stand for which periods, or which measures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kenes.base.sheets import Table
from kenes.situation import periods
from kenes.situation.importing import footnotes, spans

LEAST = 2  # as many periods side by side are a head


@dataclass(frozen=True)
class Column:
    """A column of values: its period, or its measure where the whole table is about one period."""

    index: int
    period: str = ""
    label: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Head:
    """Rows that name the columns below them."""

    first: int
    last: int
    columns: list[Column]
    dates: bool = False  # the periods stand there as days
    strange: list[str] = field(default_factory=list)  # heads beside these that are no period


def filled(rows: Table, merged: Iterable[tuple[int, int, int, int]]) -> Table:
    """Return rows with every merged area holding its value everywhere."""
    copied = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        value = copied[top][left] if top < len(copied) and left < len(copied[top]) else ""
        for row in copied[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return copied


def period_heads(rows: Table, is_place: Callable[[str], bool]) -> list[Head]:
    """Return the heads whose columns are periods, from top to bottom; a row that begins with a place holds values."""
    found: list[Head] = []
    at = 0
    while at < len(rows):
        head = None if any(is_place(cell) for cell in rows[at][:3] if cell) else two_rows(rows, at) or one_row(rows, at)
        if head:
            found.append(head)
        at = head.last + 1 if head else at + 1
    return found


def two_rows(rows: Table, at: int) -> Head | None:
    """Years above quarters (or the other way round): “2001” over “I quarter … year”."""
    if at + 1 >= len(rows):
        return None
    upper, lower = rows[at], rows[at + 1]
    for years, parts in ((upper, lower), (lower, upper)):
        if head := years_and_parts(at, years, parts, years_above=years is upper):
            return head
    return None


def years_and_parts(at: int, years: Sequence[str], parts: Sequence[str], *, years_above: bool) -> Head | None:
    columns, strange = [], []
    year: int | None = None
    part: tuple[int, str] | None = None
    for index in range(max(len(years), len(parts))):
        over, over_marks = footnotes.split(years[index]) if index < len(years) else ("", [])
        under, marks = footnotes.split(parts[index]) if index < len(parts) else ("", [])
        year = spans.year_of(over) or (year if years_above and not over else None)
        part = spans.part_of(under) or (part if not years_above and not under else None)
        if year and part:
            columns.append(Column(index, periods.joined(year, *part), marks=(*over_marks, *marks)))
        elif columns and (over or under):
            strange.append(under or over)
    return Head(at, at + 1, columns, strange=strange) if len(columns) >= LEAST else None


def one_row(rows: Table, at: int) -> Head | None:
    """Years, or periods that say all, in one row; days and the numbers of days, too."""
    columns, dates, strange = [], [], []
    for index, cell in enumerate(rows[at]):
        if not cell:
            continue
        text, marks = footnotes.split(cell)
        if period := spans.period_of(text):
            columns.append(Column(index, period, marks=tuple(marks)))
        elif spans.day_of(text):
            dates.append(Column(index, text, marks=tuple(marks)))
        elif columns or dates:
            strange.append(text)
    if in_order(columns) and len(columns) > len(strange):
        return Head(at, at, columns, strange=strange)
    if evenly(dates) and len(dates) > len(strange):
        return Head(at, at, dates, dates=True, strange=strange)
    return None


def evenly(columns: list[Column]) -> bool:
    """Return whether these are days as far from each other as months, quarters or years are."""
    days = [day.toordinal() for column in columns if (day := spans.day_of(column.period))]
    steps = [after - before for before, after in pairwise(days)]
    return len(steps) >= LEAST and min(steps) >= 27 and max(steps) <= 366 and max(steps) <= 1.15 * min(steps)


def in_order(columns: list[Column]) -> bool:
    """Return whether these are periods side by side, one after the other, and not values that look like years."""
    names = [column.period for column in columns]
    if len(names) < LEAST or len({len(name) for name in names}) > 2:
        return False
    return names == sorted(names) or names == sorted(names, reverse=True)


def measure_head(rows: Table, first_body: int, name_column: int, width: int) -> Head:
    """Return the head of a table about one period: what stands above each column, from top to bottom.

    Under “including” a column belongs to the one that the word explains: the men under “urban population” are its men.
    """
    begin = first_body
    while begin > 0 and first_body - begin < 5 and sum(map(bool, rows[begin - 1][name_column + 1 :])) > 1:
        begin -= 1
    columns: list[Column] = []
    paths: list[list[str]] = []
    for index in range(name_column + 1, width):
        path = [clear(row[index] if index < len(row) else "") for row in rows[begin:first_body]]
        levels = [level for level, text in enumerate(path) if is_including(text)]
        parent = owner(paths, levels[-1]) if levels else None
        own = [text for text in dict.fromkeys(path[levels[-1] + 1 :] if levels else path) if text]
        before = [columns[parent].label] if parent is not None and columns[parent].label else []
        columns.append(Column(index, label=" · ".join([*before, *own])))
        paths.append(path)
    return Head(begin, first_body - 1, columns)


def owner(paths: list[list[str]], level: int) -> int | None:
    """Return the nearest column to the left that is not under this “including” itself."""
    return next((index for index in reversed(range(len(paths))) if not is_including(paths[index][level])), None)


def is_including(text: str) -> bool:
    return text.casefold().endswith(("том числе", "including", "of which", "ішінде"))


def clear(label: str) -> str:
    return " / ".join(" ".join(part.split()).strip(" :") for part in label.split("\n") if part.strip(" :"))
