"""The template of the tidy table: a row for every region, to be filled in."""

import csv
import io

import xlsxwriter
from django.utils.translation import gettext as _

from kenes.situation.importing.schema import FIELDS, NAMES

Rows = list[tuple[str, str]]  # code, name


def csv_template(places: Rows) -> bytes:
    """Return the template as CSV (UTF-8 with BOM, which spreadsheets expect)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(NAMES)
    for code, _name in places:
        writer.writerow([code, *[""] * (len(NAMES) - 1)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_template(places: Rows) -> bytes:
    """Return the template as a workbook: the table, what its columns mean, and the names of the codes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})  # so that 2022-07 stays what it is
        table = book.add_worksheet("data")
        table.write_row(0, 0, NAMES, bold)
        table.freeze_panes(1, 1)
        table.set_column(NAMES.index("period"), NAMES.index("period"), 12, text)
        table.set_column(0, 1, 16)
        for row, (code, _name) in enumerate(places, 1):
            table.write_string(row, 0, code)
        codes = book.add_worksheet(_("Codes")[:31])
        codes.set_column(1, 1, 40)
        for row, place in enumerate(places):
            codes.write_row(row, 0, place)
        meanings = book.add_worksheet(_("Columns")[:31])
        meanings.set_column(1, 1, 100)
        for row, field in enumerate(FIELDS):
            meanings.write_row(row, 0, (field.name, field.description))
    return out.getvalue()
