"""All current values of an indicator as files: the rows of the import template, so that what was downloaded can be imported again."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from kenes.base.pages import inert
from kenes.situation.importing.schema import NAMES
from kenes.situation.models import Indicator, Observation

HEAD = NAMES
Row = Sequence[str | float | int | None]


def rows_of(indicator: Indicator) -> list[Row]:
    """Return every current value, by place and period, the latest first."""
    found = Observation.objects.filter(indicator=indicator, ended_by__isnull=True).order_by("place", "-period")
    unit = str(indicator.unit.original_text)
    return [
        (row.place, indicator.code, row.period, row.value, unit, row.status, row.note, row.source, row.lower, row.upper, row.n)
        for row in found
    ]


def about(indicator: Indicator, address: str) -> dict[str, str]:
    """Return what must be known of the values, in the reader's language."""
    days = {name: getattr(indicator, name) for name in ("published", "accessed", "next_release")}
    return {
        "indicator": indicator.code,
        "name": str(indicator.name),
        "unit": str(indicator.unit),
        "domain": indicator.domain,
        "polarity": indicator.polarity,
        "measure": indicator.measure,
        "frequency": indicator.frequency,
        "producer": str(indicator.producer),
        "link": indicator.link,
        "licence": indicator.licence,
        "method": str(indicator.method),
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "address": address,
    }


def as_csv(indicator: Indicator) -> bytes:
    """Return the values as CSV (UTF-8 with BOM, which spreadsheets expect)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([cell if isinstance(cell, int | float) else inert(cell) for cell in row] for row in rows_of(indicator))
    return ("\ufeff" + out.getvalue()).encode()


def as_json(indicator: Indicator, address: str) -> bytes:
    rows = [dict(zip(HEAD, row, strict=True)) for row in rows_of(indicator)]
    return json.dumps({"about": about(indicator, address), "observations": rows}, ensure_ascii=False, indent=1).encode()


def as_xlsx(indicator: Indicator, address: str) -> bytes:
    """Return a workbook: the values, and what must be known of them. Text stays text: no cell becomes a formula or a link."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, plain) as book:
        bold = book.add_format({"bold": True})
        data = book.add_worksheet("data")
        data.freeze_panes(1, 0)
        data.set_column(0, len(HEAD) - 1, 14)
        write(data, 0, HEAD, bold)
        for number, row in enumerate(rows_of(indicator), start=1):
            write(data, number, row)
        told = book.add_worksheet("about")
        told.set_column(0, 0, 16)
        told.set_column(1, 1, 100, book.add_format({"text_wrap": True}))
        for number, pair in enumerate(about(indicator, address).items()):
            write(told, number, pair)
    return out.getvalue()


def write(sheet: Any, number: int, row: Row, format: Any = None) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int | float):
            sheet.write_number(number, column, cell, format)
        elif cell:
            sheet.write_string(number, column, cell, format)
