"""Reads one workbook (XLSX, or the older XLS) from stdin and writes the cells of its sheets to stdout as JSON.

Run as a process of its own (base.sheets), so that a workbook made to exhaust its reader takes nothing else down.
Imports nothing of Kenes.
"""

import io
import json
import resource
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

MEMORY = 600 * 1024 * 1024
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNREADABLE, LOCKED = 3, 4  # exit codes

Table = list[list[str]]
Area = tuple[int, int, int, int]  # top, left, bottom, right


def main(rows: int, columns: int, seconds: int, sheets: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    content = sys.stdin.buffer.read()
    if content.startswith(OLD_FORMAT):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
            return LOCKED
        found = list(read_old(content, rows, columns, sheets))
    elif declares_entities(content):
        return UNREADABLE
    else:
        found = list(read_new(content, rows, columns, sheets))
    json.dump(found, sys.stdout)
    return 0


def read_new(content: bytes, rows: int, columns: int, sheets: int) -> Iterator[dict[str, Any]]:
    """Yield the sheets of an XLSX. openpyxl's own parser is told to remember, in one pass, which cells were worked out."""
    from openpyxl import load_workbook
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if element.find(FORMULA_TAG) is not None:
                formulas.append((cell["row"] - 1, cell["column"] - 1))
            return cell

    book: Any = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in book.worksheets[:sheets]:
        formulas: list[tuple[int, int]] = []
        table: Table = []
        with sheet._get_source() as source:
            parser: Any = Parser(
                source,
                sheet._shared_strings,
                data_only=True,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, cells in parser.parse():
                if number > rows:
                    table += [[]] * (rows - len(table))
                    break
                while len(table) < number:
                    table.append([])
                table[number - 1] = laid_out(cells, columns)
        merged = parser.merged_cells.mergeCell if parser.merged_cells else ()
        table = trimmed(table)
        yield {
            "name": sheet.title,
            "hidden": sheet.sheet_state != "visible",
            "rows": table,
            "formulas": formulas,
            "merged": within(table, [(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1) for area in merged]),
            "hidden_rows": [int(row) - 1 for row, about in parser.row_dimensions.items() if about.get("hidden") in ("1", "true")],
            "hidden_columns": [
                column - 1
                for about in parser.column_dimensions.values()
                if about.get("hidden") in ("1", "true")
                for column in range(int(about["min"]), min(int(about["max"]), columns) + 1)
            ],
        }


def laid_out(cells: list[dict[str, Any]], columns: int) -> list[str]:
    row = [""] * min(cells[-1]["column"], columns) if cells else []
    for cell in cells:
        if cell["value"] is not None and cell["column"] <= columns:
            row[cell["column"] - 1] = text(cell["value"])
    return row


def read_old(content: bytes, rows: int, columns: int, sheets: int) -> Iterator[dict[str, Any]]:
    """Yield the sheets of an XLS (BIFF)."""
    import xlrd  # type: ignore[import-untyped]

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=sys.stderr)
    places = formulas_of_old(content)
    for number, sheet in enumerate(book.sheets()[:sheets]):
        table = trimmed(
            [
                [old_text(sheet.cell(row, column), book.datemode) for column in range(min(sheet.row_len(row), columns))]
                for row in range(min(sheet.nrows, rows))
            ]
        )
        yield {
            "name": sheet.name,
            "hidden": sheet.visibility != 0,
            "rows": table,
            "formulas": places[number] if number < len(places) else [],
            "merged": within(table, [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]),
            "hidden_rows": [row for row, about in sheet.rowinfo_map.items() if about.hidden],
            "hidden_columns": [column for column, about in sheet.colinfo_map.items() if about.hidden and column < columns],
        }


def old_text(cell: Any, epoch: int) -> str:
    import xlrd

    match cell.ctype:
        case xlrd.XL_CELL_DATE:
            return text(xlrd.xldate_as_datetime(cell.value, epoch)) if cell.value >= 1 else text(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return text(bool(cell.value))
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_TEXT:
            return text(cell.value)
    return ""


def formulas_of_old(content: bytes) -> list[list[tuple[int, int]]]:
    """Return row and column of the formulas of each sheet: xlrd gives their values only, so their records are looked up here."""
    from xlrd.compdoc import CompDoc  # type: ignore[import-untyped]

    begin, formula, worksheet = 0x0809, 0x0006, 0x0010
    document = CompDoc(content, logfile=sys.stderr)
    stream = document.get_named_stream("Workbook") or document.get_named_stream("Book") or b""
    found: list[list[tuple[int, int]]] = []
    at, depth, counts = 0, 0, False
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == begin:
            depth += 1
            if depth == 1:
                counts = struct.unpack_from("<H", stream, at + 2)[0] == worksheet
                if counts:
                    found.append([])
        elif kind == 0x000A:  # end
            depth -= 1
        elif kind == formula and counts and depth == 1:
            found[-1].append(struct.unpack_from("<HH", stream, at))
        at += length
    return found


def declares_entities(content: bytes) -> bool:
    """Return whether a part of the workbook brings a document type: no real one does."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    return True
    return False


def trimmed(table: Table) -> Table:
    """Return a table without empty rows at its end and empty columns at its right."""
    while table and not any(table[-1]):
        table.pop()
    width = max((index + 1 for row in table for index, cell in enumerate(row) if cell), default=0)
    return [row[:width] for row in table]


def within(table: Table, areas: Iterable[Area]) -> list[Area]:
    """Return merged areas as far as a table goes. No real ones overlap: thousands that do would be filled in over and over."""
    height, width = len(table), max(map(len, table), default=0)
    found = [(top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in areas]
    found = [area for area in found if area[0] <= area[2] and area[1] <= area[3]]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in found) > height * width:
        sys.exit(UNREADABLE)
    return found


def text(value: object) -> str:
    """Return a cell as one would type it; a number with every digit that the file holds."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")  # never 1e-05
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value).strip()


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:5])))
