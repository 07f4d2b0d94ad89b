"""Tables as statistics offices publish them: regions down, periods (or measures) across, several blocks on a sheet."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from kenes.base.sheets import Sheet, Table
from kenes.base.text import fold
from kenes.situation import periods
from kenes.situation.importing import footnotes, spans
from kenes.situation.importing.heads import Column, Head, filled, measure_head, period_heads
from kenes.situation.importing.legend import sign
from kenes.situation.importing.names import Gazetteer, Kind
from kenes.situation.importing.numbers import Unreadable, parse

LEAST_PLACES = 3  # fewer regions, and the rows are about something else
UNIT = re.compile(
    r"процент|percent|%|пайыз|человек|адам|persons?\b|тысяч|тыс\.|мың|thousand|миллион|млн|million|тенге|теңге|tenge|kzt|тонн|tonn|единиц|бірлік"
    r"|units?\b|лет\b|жыл\b|years?\b|число|саны|number|га\b|км|км2|кв\.|промилле|на 1 ?000|per 1,?000|гектар"
)


@dataclass(frozen=True)
class WideTable:
    """One table to choose: an indicator's values by place and period."""

    key: str
    sheet: int
    sheet_name: str
    title: str
    unit: str
    name_column: int
    rows: list[int]
    columns: list[Column]
    grid: Table = field(repr=False)
    footnotes: dict[str, str] = field(default_factory=dict)
    period: str = ""  # of a table about one period, as its title says
    dates: bool = False
    turned: bool = False
    hidden: bool = False
    places: int = 0
    strange: tuple[str, ...] = ()

    @property
    def frequency(self) -> str:
        return periods.frequency(self.columns[0].period) if self.columns[0].period and not self.dates else ""

    @property
    def one_period(self) -> bool:
        return not self.columns[0].period

    def name(self, row: int) -> str:
        return cell(self.grid[row], self.name_column)


def cell(row: list[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def tables_of(sheets: list[Sheet], gazetteer: Gazetteer) -> list[WideTable]:
    """Return every table that sheets hold, in their order."""
    notes = footnotes.of_workbook(sheet.rows for sheet in sheets)
    found: list[WideTable] = []
    for number, sheet in enumerate(sheets):
        rows = filled(sheet.rows, sheet.merged)
        here = list(on_sheet(number, sheet, rows, gazetteer, notes))
        if not here and rows:
            width = max(map(len, rows))
            turned = [[cell(row, column) for row in rows] for column in range(width)]
            here = [replace(table, turned=True) for table in on_sheet(number, sheet, turned, gazetteer, notes)]
        found += here
    return found


def on_sheet(number: int, sheet: Sheet, rows: Table, gazetteer: Gazetteer, notes: dict[str, str]) -> Iterator[WideTable]:
    def is_place(text: str) -> bool:
        return gazetteer.match(text).kind in (Kind.REGION, Kind.COUNTRY, Kind.UNSURE)

    own = {**notes, **footnotes.texts(rows)}
    heads = period_heads(rows, lambda text: is_place(text) or gazetteer.match(text).kind == Kind.PART)
    ends = [*(head.first for head in heads[1:]), len(rows)]
    any_found = False
    for head, end in zip(heads, ends, strict=False):
        for table in under(number, sheet, rows, head, end, is_place, own):
            any_found = True
            yield table
    if not any_found:
        yield from by_measure(number, sheet, rows, is_place, own)


def under(
    number: int, sheet: Sheet, rows: Table, head: Head, end: int, is_place: Callable[[str], bool], notes: dict[str, str]
) -> Iterator[WideTable]:
    """Yield the tables under a head of periods: a block each, and a frequency each."""
    body = range(head.last + 1, end)
    name_column = names_in(rows, body, head.columns[0].index, is_place)
    if name_column is None:
        return
    title, unit = about(rows, head.first, name_column)
    for block, label, members in blocks(rows, body, name_column, head.columns, is_place):
        places = sum(is_place(cell(rows[row], name_column)) for row in members)
        if places < LEAST_PLACES:
            continue
        kinds = [""] if head.dates else sorted({periods.frequency(column.period) for column in head.columns})
        for often in kinds:
            columns = [column for column in head.columns if head.dates or periods.frequency(column.period) == often]
            yield WideTable(
                f"{number + 1}.{block + 1}{often.lower()}",
                number,
                sheet.name,
                joined(title, label) or sheet.name,
                unit,
                name_column,
                members,
                columns,
                rows,
                notes,
                dates=head.dates,
                hidden=sheet.hidden,
                places=places,
                strange=tuple(head.strange),
            )


def joined(title: str, label: str) -> str:
    return f"{title}. {label}" if title and label and label not in title else title or label


def names_in(rows: Table, body: range, before: int, is_place: Callable[[str], bool]) -> int | None:
    """Return the column that holds the names of places: left of the values."""
    counts = [(sum(is_place(cell(rows[row], column)) for row in body), -column) for column in range(min(before, 6))]
    best = max(counts, default=(0, 0))
    return -best[1] if best[0] >= LEAST_PLACES else None


def blocks(
    rows: Table, body: range, name_column: int, columns: list[Column], is_place: Callable[[str], bool]
) -> Iterator[tuple[int, str, list[int]]]:
    """Yield first row, sub-head and rows of each block: a sub-head stands alone in its row, or the list of places begins again."""
    label, members, first = "", list[int](), ""
    begin = body.start
    for row in body:
        name = cell(rows[row], name_column)
        has_values = any(cell(rows[row], column.index) not in ("", name) for column in columns)
        if not name or (footnotes.is_footnote(name) and not has_values):
            continue
        again = bool(first) and fold(name) == first
        if again or (not has_values and not is_place(name)):
            if members:
                yield begin, label, members
            label, members, begin, first = (label if again else " ".join(name.split())), [], row, ""
            if not again:
                continue
        members.append(row)
        first = first or fold(name)
    if members:
        yield begin, label, members


def about(rows: Table, head: int, name_column: int) -> tuple[str, str]:
    """Return title and unit from what stands above a table's head."""
    above: list[str] = []
    for row in rows[max(0, head - 6) : head + 1]:
        for index, text in enumerate(row):
            words = " ".join(footnotes.split(text)[0].split())
            shown = index <= name_column or not spans.period_of(words)
            if len(words) > 2 and shown and words not in above and not re.fullmatch(r"\d+|continuation|продолжение", words.casefold()):
                above.append(words)
    above = [text for text in above if not spans.part_of(text) and not spans.year_of(text)]
    units = [text for text in above if len(text) <= 40 and UNIT.search(text.partition(",")[0].casefold())]
    unit = units[-1] if units else ""
    titles = [text for text in above if text not in units] or above[:1]
    title = max(titles, key=len, default="")
    if not unit and (found := re.search(r",\s*([^,]{2,40})$", title)) and UNIT.search(found[1].casefold()):
        unit = found[1]
    return title[:200], unit[:80]


def by_measure(number: int, sheet: Sheet, rows: Table, is_place: Callable[[str], bool], notes: dict[str, str]) -> Iterator[WideTable]:
    """Yield the tables of a sheet about one period: a table for each column of numbers."""
    if not rows:
        return
    width = max(map(len, rows))
    name_column = names_in(rows, range(len(rows)), width, is_place)
    if name_column is None:
        return
    named = [row for row in range(len(rows)) if is_place(cell(rows[row], name_column)) and any(map(is_value, rows[row][name_column + 1 :]))]
    if len(named) < LEAST_PLACES:
        return
    body = [row for row in range(named[0], len(rows)) if any(map(is_value, rows[row][name_column + 1 :]))]
    head = measure_head(rows, named[0], name_column, width)
    title, unit = about(rows, max(head.first, 1), name_column)
    above = " ".join(text for row in rows[: named[0]] for text in row)
    for column in head.columns:
        values = [cell(rows[row], column.index) for row in named]
        if sum(map(is_value, values)) * 2 < len(named) or not column.label:
            continue
        yield WideTable(
            f"{number + 1}.{named[0] + 1}.{column.index + 1}",
            number,
            sheet.name,
            joined(title, column.label),
            unit,
            name_column,
            body,
            [column],
            rows,
            notes,
            period=spans.in_title(title) or spans.in_title(above),
            hidden=sheet.hidden,
            places=len(named),
        )


def is_value(text: str) -> bool:
    if not text:
        return False
    if sign(text):
        return True
    try:
        parse(text)
    except Unreadable:
        return False
    return True
