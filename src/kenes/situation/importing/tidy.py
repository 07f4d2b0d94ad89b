"""The tidy table: one value a row, as the template has it. Every fault is named by row and field."""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.base.sheets import Sheet
from kenes.base.text import UnusableText, clean
from kenes.situation import periods
from kenes.situation.importing import legend, spans
from kenes.situation.importing.choices import Choices
from kenes.situation.importing.extract import settled_style
from kenes.situation.importing.figures import Figure, Reading
from kenes.situation.importing.findings import at, decision, error, note
from kenes.situation.importing.numbers import USUAL, Style, Unreadable, normal, parse
from kenes.situation.importing.schema import IS_INDICATOR, NAMES, NEEDED, STATUSES

SHOWN = 200  # faults that are shown one by one
LOOKED_AT = 10  # rows among which the head may stand


@dataclass(frozen=True)
class TidySheet:
    """Where the tidy table stands in a file."""

    sheet: Sheet
    head: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...] = ()  # columns that could be either
    others: tuple[str, ...] = ()  # sheets with a table like this one


def find(sheets: list[Sheet]) -> TidySheet | None:
    """Return the sheet that holds a tidy table, if one does; a visible one first."""
    found = [table for sheet in sorted(sheets, key=lambda sheet: sheet.hidden) if (table := on_sheet(sheet))]
    return replace(found[0], others=tuple(table.sheet.name for table in found[1:])) if found else None


def on_sheet(sheet: Sheet) -> TidySheet | None:
    for number, row in enumerate(sheet.rows[:LOOKED_AT]):
        names = [name.casefold().strip() for name in row]
        if "region_code" in names and "value" in names:
            columns = {name: names.index(name) for name in NAMES if name in names}
            unknown = tuple(cell for cell, name in zip(row, names, strict=True) if name and name not in NAMES)
            twice = tuple(name for name in columns if names.count(name) > 1)
            return TidySheet(sheet, number, columns, unknown, twice)
    return None


def read_tidy(found: TidySheet, places: dict[str, str], choices: Choices) -> Reading:
    """Return the figures of a tidy table. `places`: folded code -> code."""
    return Tidy(found, places, choices).read()


@dataclass
class Tidy:
    """One reading of a tidy table."""

    found: TidySheet
    known: dict[str, str]
    choices: Choices
    reading: Reading = field(init=False)
    faults: int = 0
    passed_over: set[int] = field(default_factory=set)  # hidden rows that are not wanted
    spans: dict[str, str | None] = field(default_factory=dict)  # text -> period; None: no period
    days: dict[str, int] = field(default_factory=dict)  # text that is a day -> its first row
    said: dict[str, str] = field(default_factory=lambda: {"": ""})  # notes and sources repeat from row to row
    style: Style = USUAL
    codes: dict[str, str] = field(default_factory=dict)  # folded code -> code as it stands first
    units: dict[str, dict[str, int]] = field(default_factory=dict)  # indicator -> unit -> first row

    def __post_init__(self) -> None:
        self.reading = Reading(sheet=self.found.sheet.name, tidy=True)

    def read(self) -> Reading:
        found, findings = self.found, self.reading.findings
        missing = [name for name in NEEDED if name not in found.columns]
        if missing:
            findings.append(
                error("columns", _("These columns are missing: %(names)s") % {"names": ", ".join(missing)}, at(found.sheet.name))
            )
            return self.reading
        if found.twice:
            words = _("These columns stand here more than once: %(names)s") % {"names": ", ".join(found.twice)}
            findings.append(error("columns", words, at(found.sheet.name)))
            return self.reading
        for name in found.others:
            findings.append(
                note("other-sheet", _("This sheet holds figures too. It is not read: import it as a file of its own."), at(name))
            )
        if found.unknown:
            findings.append(note("other-columns", _("These columns are not read: %(names)s") % {"names": ", ".join(found.unknown[:12])}))
        self.about_sheet()
        numbers = [found.columns[name] for name in ("value", "lower", "upper") if name in found.columns]
        texts = (row[column] for row in found.sheet.rows[found.head + 1 :] for column in numbers if column < len(row) and row[column])
        self.style = settled_style(self.reading, (text for text in texts if text.isascii() or not legend.sign(text)), self.choices)
        often = self.asked_about_days()
        empty = 0
        for number in range(found.head + 1, len(found.sheet.rows)):
            row = [] if number in self.passed_over else found.sheet.rows[number]
            cells = {name: row[index] for name, index in found.columns.items() if index < len(row) and row[index]}
            if not cells.keys() - {"region_code", "unit", "source", "indicator"}:
                empty += bool(cells)
                continue
            figure = self.figure(number, cells, often)
            if figure:
                self.reading.figures.append(figure)
        self.summed_up(empty)
        return self.reading

    def about_sheet(self) -> None:
        """Say what is hidden or worked out by formulas."""
        sheet, first = self.found.sheet, self.found.head
        if sheet.hidden:
            self.reading.findings.append(note("hidden-sheet", _("This sheet is hidden in the workbook."), at(sheet.name)))
        hidden = [row for row in sheet.hidden_rows if row > first and row < len(sheet.rows)]
        if hidden:
            asked = decision(
                "hidden",
                ngettext(
                    "%(n)s row of this table is hidden in the workbook.",
                    "%(n)s rows of this table are hidden in the workbook.",
                    len(hidden),
                )
                % {"n": len(hidden)},
                [("leave", _("Leave them out")), ("take", _("Import them too"))],
                self.choices.answers,
                where=at(sheet.name, hidden[0], 0),
            )
            self.reading.findings.append(asked)
            if asked.chosen == "leave":
                self.passed_over = set(hidden)
        columns = set(self.found.columns.values())
        formulas = [place for place in sheet.formulas if place[0] > first and place[1] in columns]
        if formulas:
            words = ngettext(
                "%(n)s cell is the result of a formula, as last saved.",
                "%(n)s cells are results of formulas, as last saved.",
                len(formulas),
            )
            where = [at(sheet.name, *place) for place in formulas[:30]]
            self.reading.findings.append(note("formula", words % {"n": len(formulas)}, where[0], more=len(formulas) - 1, details=where))

    def asked_about_days(self) -> str:
        """Ask what days in the place of periods stand for; return the frequency that was chosen."""
        column = self.found.columns["period"]
        days: dict[str, int] = {}
        for number, row in enumerate(self.found.sheet.rows):
            text = row[column] if column < len(row) and number > self.found.head else ""
            if len(text) != 4 and text not in days and spans.day_of(text):
                days[text] = number
        self.days = days
        if not days:
            return ""
        text, number = next(iter(days.items()))
        day = spans.day_of(text)
        asked = decision(
            "date-periods",
            _("A day stands in place of a period: %(text)s (%(day)s). What does it stand for?")
            % {"text": text, "day": day.isoformat() if day else ""},
            [
                ("A", _("The year of the day")),
                ("Q", _("The quarter of the day")),
                ("M", _("The month of the day")),
                ("S", _("The half-year of the day")),
            ],
            self.choices.answers,
            where=at(self.found.sheet.name, number, field="period"),
            more=len(days) - 1,
        )
        self.reading.findings.append(asked)
        return asked.chosen

    def fault(self, row: int, name: str, words: str) -> None:
        self.faults += 1
        if self.faults <= SHOWN:
            self.reading.findings.append(error(name, words, at(self.found.sheet.name, row, field=name)))

    def figure(self, number: int, cells: dict[str, str], often: str) -> Figure | None:
        before = self.faults
        place = self.known.get(cells.get("region_code", "").casefold(), "")
        if not place:
            given = cells.get("region_code", "")
            self.fault(
                number,
                "region_code",
                _("“%(code)s” is no code of a region here.") % {"code": given[:40]} if given else _("This cell must not be empty."),
            )
        indicator = self.indicator(number, cells.get("indicator", ""))
        period = self.period(number, cells.get("period", ""), often)
        status = self.status(number, cells.get("obs_status", ""))
        value = self.value(number, cells.get("value", ""), status)
        lower, upper = self.number(number, "lower", cells), self.number(number, "upper", cells)
        if lower is not None and upper is not None and lower > upper:
            self.fault(number, "lower", _("The lower end lies above the upper end."))
        n = self.whole(number, cells)
        remark, source = self.words(number, "note", cells, 300), self.words(number, "source", cells, 200)
        if before != self.faults or period is None:
            return None
        if unit := cells.get("unit", ""):
            self.units.setdefault(indicator, {}).setdefault(unit, number)
        return Figure(indicator, place, period, value, status, remark, source, lower, upper, n, number)

    def indicator(self, row: int, text: str) -> str:
        if not text:
            self.fault(row, "indicator", _("This cell must not be empty."))
        elif not IS_INDICATOR.fullmatch(text):
            self.fault(row, "indicator", _("“%(text)s” is no code: Latin letters, digits and _, at most 40.") % {"text": text[:40]})
        return self.codes.setdefault(text.casefold(), text)

    def period(self, row: int, text: str, often: str) -> str | None:
        """Return the period; "" was reported, None waits for a decision."""
        if text in self.days:
            day = spans.day_of(text)
            return periods.containing(day, often) if often and day else None
        if text not in self.spans:
            try:
                self.spans[text] = periods.parse(text)
            except ValueError:
                self.spans[text] = None
        period = self.spans[text]
        if period is None:
            self.fault(row, "period", _("“%(text)s” is no period. Write 2022, 2022-S1, 2022-Q3 or 2022-07.") % {"text": text[:40]})
        return period or ""

    def status(self, row: int, text: str) -> str:
        if text.upper() not in ("", *STATUSES):
            self.fault(row, "obs_status", _("“%(text)s” is none of A, B, E, P, M.") % {"text": text[:40]})
        return text.upper() or "A"

    def value(self, row: int, text: str, status: str) -> float | None:
        if not text:
            if status != "M":
                self.fault(row, "value", _("This cell is empty. If there is no value, write M under obs_status."))
            return None
        if status == "M":
            self.fault(row, "obs_status", _("M says that there is no value, but there is one: %(text)s") % {"text": text[:40]})
        try:
            return parse(text, self.style)
        except Unreadable:
            self.fault(row, "value", _("“%(text)s” is no number.") % {"text": text[:40]})
            return None

    def number(self, row: int, name: str, cells: dict[str, str]) -> float | None:
        if name not in cells:
            return None
        try:
            return parse(cells[name], self.style)
        except Unreadable:
            self.fault(row, name, _("“%(text)s” is no number.") % {"text": cells[name][:40]})
            return None

    def whole(self, row: int, cells: dict[str, str]) -> int | None:
        if "n" not in cells:
            return None
        text = normal(cells["n"]).replace(" ", "")
        if not re.fullmatch(r"[0-9]{1,10}", text) or int(text) >= 2**31:
            self.fault(row, "n", _("“%(text)s” is no whole number from 0 on.") % {"text": cells["n"][:40]})
            return None
        return int(text)

    def words(self, row: int, name: str, cells: dict[str, str], most: int) -> str:
        given = text = cells.get(name, "")
        if given in self.said:
            return self.said[given]
        try:
            text = " ".join(clean(text).split())
        except UnusableText:
            self.fault(row, name, _("This cell holds characters that cannot be stored."))
            return ""
        if len(text) > most:
            self.fault(row, name, _("At most %(most)s characters.") % {"most": most})
        elif len(text) <= 200:
            self.said[given] = text
        return text

    def summed_up(self, empty: int) -> None:
        findings = self.reading.findings
        if self.faults > SHOWN:
            findings.append(error("more", _("And %(n)s more faults of this kind.") % {"n": self.faults - SHOWN}))
        if empty:
            words = ngettext(
                "%(n)s row without a period and value was left out.", "%(n)s rows without period and value were left out.", empty
            )
            findings.append(note("empty-rows", words % {"n": empty}))
        for indicator, units in self.units.items():
            self.reading.units[indicator] = next(iter(units))
            for unit, row in list(units.items())[1:]:
                words = _("%(indicator)s has the unit “%(one)s” above and “%(other)s” here. An indicator has one unit.")
                words = words % {"indicator": indicator, "one": next(iter(units)), "other": unit[:80]}
                findings.append(error("unit", words, at(self.found.sheet.name, row, field="unit")))
