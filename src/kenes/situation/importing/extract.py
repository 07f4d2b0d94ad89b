"""From a chosen table of an office's sheet to figures: names, periods, values, signs, footnotes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.sheets import Sheet, Table
from kenes.situation import periods
from kenes.situation.importing import footnotes, legend, spans
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.figures import LEAVE_OUT, Figure, Reading, Unmatched
from kenes.situation.importing.findings import at, decision, error, note
from kenes.situation.importing.heads import Column
from kenes.situation.importing.names import Gazetteer, Kind, Match, in_context
from kenes.situation.importing.numbers import Style, Unreadable, parse, style_of
from kenes.situation.importing.wide import WideTable, cell

MOST_NOTE = 300
MOST_DIGITS = 6  # after the decimal sign; a published figure has fewer
SHOWN = 30  # findings of one kind that are shown one by one


def read_wide(table: WideTable, sheet: Sheet, gazetteer: Gazetteer, choices: Choices) -> Reading:
    """Return what a table says, under the indicator that was chosen for it."""
    return Extract(table, sheet, gazetteer, choices).read()


@dataclass
class Extract:
    """One reading of one table."""

    table: WideTable
    sheet: Sheet
    gazetteer: Gazetteer
    choices: Choices
    reading: Reading = field(init=False)
    values: Table = field(init=False)
    unexplained: list[tuple[str, str, str]] = field(default_factory=list)  # mark, cell, place in the file

    def __post_init__(self) -> None:
        self.reading = Reading(sheet=self.table.sheet_name, turned=self.table.turned, units={self.choices.indicator: self.table.unit})
        rows = uncovered(self.sheet)  # a merged value counts once
        if self.table.turned:
            rows = [[cell(row, column) for row in rows] for column in range(max(map(len, rows)))]
        self.values = rows

    def read(self) -> Reading:
        columns = self.periods()
        places = self.places(columns)
        self.about_cells(list(places), columns)
        style = self.style(list(places), columns)
        unreadable: list[str] = []
        for row, place in places.items():
            marks = self.gazetteer.match(self.table.name(row)).marks
            for column in columns:
                text = cell(self.values[row], column.index)
                if text:
                    figure = self.figure(row, column, place, text, [*marks, *column.marks], style)
                    if figure is None:
                        unreadable.append(f"{self.where(row, column.index)}: {text[:40]}")
                    elif figure.period:
                        self.reading.figures.append(figure)
        self.not_numbers(unreadable)
        self.long_numbers()
        self.footnoted(places)
        return self.reading

    def where(self, row: int, column: int) -> str:
        return at(self.table.sheet_name, *((column, row) if self.table.turned else (row, column)))

    def periods(self) -> list[Column]:
        """Return the columns with their periods as they are kept."""
        table, findings = self.table, self.reading.findings
        if table.strange:
            findings.append(
                note(
                    "other-columns",
                    _("These columns are no periods and are left out: %(names)s") % {"names": ", ".join(table.strange[:12])},
                )
            )
        if table.one_period:
            try:
                period = periods.parse(self.choices.period or table.period)
            except ValueError:
                findings.append(error("period", _("The sheet does not say of which period these values are. Write it, such as 2023.")))
                return []
            return [Column(table.columns[0].index, period, marks=table.columns[0].marks)]
        if not table.dates:
            return table.columns
        asked = decision(
            "date-periods",
            _("The head of the table holds days (%(first)s …), not periods. What does a column stand for?")
            % {"first": self.day(table.columns[0].period)},
            [
                ("A", _("The year of the day")),
                ("Q", _("The quarter of the day")),
                ("M", _("The month of the day")),
                ("S", _("The half-year of the day")),
            ],
            self.choices.answers,
            where=self.where(min(table.rows) - 1, table.columns[0].index),
        )
        findings.append(asked)
        if not asked.chosen:
            return []
        days = [(column, spans.day_of(column.period)) for column in table.columns]
        return [Column(column.index, periods.containing(day, asked.chosen), marks=column.marks) for column, day in days if day]

    @staticmethod
    def day(text: str) -> str:
        day = spans.day_of(text)
        return f"{text} = {day:%Y-%m-%d}" if day and text.isdigit() else text

    def places(self, columns: list[Column]) -> dict[int, str]:
        """Return row -> code of the rows that are regions; keep what the others are."""
        table = self.table
        names = {table.name(row): self.gazetteer.match(table.name(row)) for row in table.rows if table.name(row)}
        matches = in_context(names)
        found: dict[int, str] = {}
        parts: list[str] = []
        strangers: dict[str, list[int]] = {}
        for row in table.rows:
            name = table.name(row)
            match = matches.get(name, Match(Kind.UNKNOWN))
            code = self.choices.name(name) or match.code
            if code == LEAVE_OUT:
                strangers.setdefault(name, []).append(row)
            elif code.casefold() in self.gazetteer.codes:
                found[row] = self.gazetteer.codes[code.casefold()]
                self.reading.matched.append((name, code))
                if self.choices.name(name):
                    strangers.setdefault(name, []).append(row)
            elif match.kind == Kind.PART:
                parts.append(name)
            elif any(cell(self.values[row], column.index) for column in columns or table.columns):
                strangers.setdefault(name, []).append(row)
        for name, rows in strangers.items():
            candidates = matches[name].codes if name in matches else ()
            where = self.where(rows[0], table.name_column)
            self.reading.unmatched.append(Unmatched(name, where, len(rows), candidates, self.choices.name(name)))
        if parts:
            words = ngettext(
                "%(n)s row is about a part of a region and is left out.",
                "%(n)s rows are about parts of regions and are left out.",
                len(parts),
            )
            self.reading.findings.append(note("parts", words % {"n": len(parts)}, details=parts))
        return self.without_hidden(found, columns)

    def without_hidden(self, found: dict[int, str], columns: list[Column]) -> dict[int, str]:
        """Ask about hidden rows and columns of the table."""
        across, down = (self.sheet.hidden_columns, self.sheet.hidden_rows)
        if self.table.turned:
            across, down = down, across
        hidden_rows = [row for row in found if row in down]
        hidden_columns = [column for column in columns if column.index in across]
        if self.table.hidden:
            self.reading.findings.append(note("hidden-sheet", _("This sheet is hidden in the workbook."), at(self.table.sheet_name)))
        if not hidden_rows and not hidden_columns:
            return found
        asked = decision(
            "hidden",
            _("%(rows)s rows and %(columns)s columns of this table are hidden in the workbook.")
            % {"rows": len(hidden_rows), "columns": len(hidden_columns)},
            [("leave", _("Leave them out")), ("take", _("Import them too"))],
            self.choices.answers,
            where=self.where(hidden_rows[0] if hidden_rows else min(self.table.rows), (hidden_columns or columns)[0].index),
        )
        self.reading.findings.append(asked)
        if asked.chosen == "leave":
            columns[:] = [column for column in columns if column not in hidden_columns]
            return {row: code for row, code in found.items() if row not in hidden_rows}
        return found

    def about_cells(self, rows: list[int], columns: list[Column]) -> None:
        """Say which values were worked out by formulas or stand in merged cells."""
        turned, indexes, wanted = self.table.turned, {column.index for column in columns}, set(rows)
        formulas = [(column, row) if turned else (row, column) for row, column in self.sheet.formulas]
        formulas = [(row, column) for row, column in formulas if row in wanted and column in indexes]
        empty = [place for place in formulas if not cell(self.values[place[0]], place[1])]
        for place in empty[:SHOWN]:
            self.reading.findings.append(
                error(
                    "formula-empty", _("This formula was never worked out: open the file in a spreadsheet and save it."), self.where(*place)
                )
            )
        if len(formulas) > len(empty):
            places = [self.where(*place) for place in formulas if place not in empty]
            words = ngettext(
                "%(n)s value is the result of a formula, as last saved.",
                "%(n)s values are results of formulas, as last saved.",
                len(places),
            )
            self.reading.findings.append(
                note("formula", words % {"n": len(places)}, places[0], more=len(places) - 1, details=places[:SHOWN])
            )
        areas = [area for area in self.sheet.merged if not turned and not wanted.isdisjoint(range(area[0], area[2] + 1))]
        merged = [
            area for area in areas if any(area[1] <= column <= area[3] for column in indexes) and cell(self.sheet.rows[area[0]], area[1])
        ]
        if merged:
            words = _("Values stand in merged cells; each counts once, where it begins.")
            self.reading.findings.append(note("merged", words, self.where(merged[0][0], merged[0][1]), more=len(merged) - 1))

    def style(self, rows: list[int], columns: list[Column]) -> Style:
        texts = (cell(self.values[row], column.index) for row in rows for column in columns)
        return settled_style(self.reading, (text for text in texts if text and not legend.sign(text)), self.choices)

    def figure(self, row: int, column: Column, place: str, text: str, marks: list[str], style: Style) -> Figure | None:
        """Return the figure of a cell; one without a period where there is nothing to keep; None where it is unreadable."""
        said = legend.sign(text)
        if said == legend.Sign.ABSENT:
            return Figure(self.choices.indicator, place, "", None)
        value: float | None = None
        try:
            value = 0.0 if said == legend.Sign.NEGLIGIBLE else None if said else parse(text, style)
        except Unreadable:
            bare, more = footnotes.split(text)
            if text[len(bare) :][:1].isdecimal():  # “15,123)”: where the value ends and its mark begins cannot be seen
                return None
            try:
                value = parse(bare, style)
            except Unreadable:
                return None
            marks = [*marks, *more]
            self.unexplained += [(mark, text, self.where(row, column.index)) for mark in more if mark not in self.table.footnotes]
        notes = [self.table.footnotes[mark] for mark in dict.fromkeys(marks) if mark in self.table.footnotes]
        remark = "; ".join([legend.words(said), *notes] if said else notes)[:MOST_NOTE]
        status = "M" if value is None else "A"
        for text in notes:
            span = footnotes.years(text)
            if value is not None and span and footnotes.says_estimate(text) and span[0] <= int(column.period[:4]) <= span[1]:
                status = "E"
        return Figure(self.choices.indicator, place, column.period, value, status, remark, row=row, column=column.index)

    def not_numbers(self, unreadable: list[str]) -> None:
        for text in unreadable[:SHOWN]:
            where, _colon, found = text.rpartition(": ")
            self.reading.findings.append(error("value", _("“%(text)s” is no number.") % {"text": found}, where))
        if len(unreadable) > SHOWN:
            self.reading.findings.append(error("value", _("And %(n)s more cells that are no numbers.") % {"n": len(unreadable) - SHOWN}))

    def long_numbers(self) -> None:
        """Say where a sheet holds more than it shows: values worked out to the last digit and shown with one."""
        long = [
            figure
            for figure in self.reading.figures
            if figure.value is not None and len(repr(figure.value).partition(".")[2]) > MOST_DIGITS
        ]
        if long:
            words = ngettext(
                "%(n)s value holds more digits than a sheet shows. It is kept as it is, and shown with the indicator's decimals.",
                "%(n)s values hold more digits than a sheet shows. They are kept as they are, and shown with the indicator's decimals.",
                len(long),
            )
            where = self.where(long[0].row, long[0].column)
            self.reading.findings.append(note("digits", words % {"n": len(long)}, where, more=len(long) - 1))

    def footnoted(self, places: dict[int, str]) -> None:
        """Take up footnotes that say: so long, this row is about another region. Say of which marks there is none."""
        if self.unexplained:
            mark, text, where = self.unexplained[0]
            words = _("No footnote explains the mark “%(mark)s” of “%(name)s”.") % {"mark": mark, "name": text[:40]}
            cells = [place for *_rest, place in self.unexplained]
            self.reading.findings.append(note("no-footnote", words, where, more=len(cells) - 1, details=cells[:SHOWN]))
        for row, place in places.items():
            for mark in self.gazetteer.match(self.table.name(row)).marks:
                text = self.table.footnotes.get(mark, "")
                if not text:
                    words = _("No footnote explains the mark “%(mark)s” of “%(name)s”.")
                    words = words % {"mark": mark, "name": self.table.name(row)}
                    self.reading.findings.append(note("no-footnote", words, self.where(row, self.table.name_column)))
                self.reading.footnotes[place] = text
                self.other_region(row, place, text)

    def other_region(self, row: int, place: str, text: str) -> None:
        span, named = footnotes.years(text), list(self.named(text))
        if not span or not named or place in named:
            return
        first, last = span
        asked = decision(
            "footnote-region",
            _("A footnote to “%(name)s” says: “%(text)s”") % {"name": self.table.name(row), "text": text[:200]},
            [
                ("other", _("Keep %(first)s–%(last)s under %(code)s") % {"first": first, "last": last, "code": named[0]}),
                ("as-named", _("Keep all under %(code)s") % {"code": place}),
                ("leave", _("Leave %(first)s–%(last)s out") % {"first": first, "last": last}),
            ],
            self.choices.answers,
            where=self.where(row, self.table.name_column),
            about=place,
        )
        self.reading.findings.append(asked)
        if asked.chosen in ("other", "leave"):
            kept = []
            for figure in self.reading.figures:
                meant = figure.place == place and figure.row == row and first <= int(figure.period[:4]) <= last
                if not meant or asked.chosen == "other":
                    kept.append(figure._replace(place=named[0]) if meant else figure)
            self.reading.figures[:] = kept

    def named(self, text: str) -> Iterator[str]:
        """Yield the regions that a text names, in any case form."""
        words = text.strip(".").split()
        for length in (3, 2, 1):
            for start in range(len(words) - length + 1):
                match = self.gazetteer.match(" ".join(words[start : start + length]).strip(",.;()"))
                if match.kind == Kind.REGION:
                    yield match.code


def uncovered(sheet: Sheet) -> Table:
    """Return a sheet's cells as one sees them: nothing under a merged area but the cell that it began with."""
    rows = [list(row) for row in sheet.rows]
    for top, left, bottom, right in sheet.merged:
        for number in range(top, min(bottom + 1, len(rows))):
            row, begin = rows[number], left + 1 if number == top else left
            row[begin : right + 1] = [""] * len(row[begin : right + 1])
    return rows


def settled_style(reading: Reading, texts: Iterator[str], choices: Choices) -> Style:
    """Return how a table writes its numbers; ask where it cannot be seen."""
    style, unclear = style_of(texts)
    if not unclear:
        return style
    sign = "," if "," in unclear else "."
    asked = decision(
        "decimal",
        _("“%(text)s” can be read in two ways.") % {"text": unclear},
        [
            ("decimal", _("%(sign)s is the decimal sign: %(value)s") % {"sign": sign, "value": unclear.replace(sign, ".")}),
            ("thousands", _("%(sign)s parts thousands: %(value)s") % {"sign": sign, "value": unclear.replace(sign, "")}),
        ],
        choices.answers,
    )
    reading.findings.append(asked)
    parts = asked.chosen == "thousands"
    return Style(parts, style.stop_parts_thousands) if sign == "," else Style(style.comma_parts_thousands, parts)
