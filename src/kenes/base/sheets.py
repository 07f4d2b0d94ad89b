"""Tables from files that people upload: CSV (any usual encoding and separator), XLSX and XLS.

A workbook is a ZIP that can unpack to anything, and its parser is slow on purpose-made ones. So its directory is
checked first, and it is read by a separate process with limits on time and memory (sheet_reader.py).
"""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile, Message
from kenes.base.pages import FORMULA

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 60
SECONDS = 10
READER = Path(__file__).with_name("sheet_reader.py")
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SUSPICIOUS = 1024 * 1024  # of what unpacks to less, the ratio is not looked at
MOST_RATIO = 120  # unpacked to packed: real workbooks stay below 40, deflate can reach 1032
NO_WORKBOOK = _("This is no workbook. Save it again as XLSX, or as CSV.")
TOO_SLOW = _("This workbook takes too long to read. Save only the table itself, as CSV.")

Table = list[list[str]]


@dataclass(frozen=True)
class Limits:
    """How much a file may hold."""

    bytes: int
    unpacked: int
    rows: int
    columns: int
    seconds: int
    sheets: int


FIGURES = Limits(bytes=20 * 1024 * 1024, unpacked=160 * 1024 * 1024, rows=150_000, columns=400, seconds=30, sheets=100)


@dataclass(frozen=True)
class Sheet:
    """A sheet's cells as text, and what else about it can mislead. Rows and columns count from 0."""

    name: str
    rows: Table
    hidden: bool = False
    formulas: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return dict(self.__dict__)

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Sheet":
        places = {name: [tuple(place) for place in data[name]] for name in ("formulas", "merged")}
        return cls(**{**data, **places})


def read_table(name: str, content: bytes) -> Table:
    """Return the cells of a file's first sheet as text, or raise BadFile saying what is wrong with it."""
    return read_sheets(name, content, Limits(MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS, SECONDS, 1))[0].rows


def read_sheets(name: str, content: bytes, limits: Limits = FIGURES) -> list[Sheet]:
    """Return all sheets of an uploaded CSV, XLSX or XLS file, or raise BadFile saying what is wrong with it."""
    if len(content) > limits.bytes:
        raise BadFile(_("This file is too large: at most %(most)s MB."), field="file", most=limits.bytes // 1024 // 1024)
    if content.startswith((b"PK", OLD_FORMAT)) or name.lower().endswith((".xlsx", ".xlsm")):
        sheets = read_workbook(content, limits)
    else:
        sheets = [Sheet("", read_csv(content, lines=1 if limits.sheets == 1 else 20))]
    for sheet in sheets:
        for row in sheet.rows:
            row[:] = [without_guard(cell.replace("\0", "")) for cell in row]
        while sheet.rows and not any(sheet.rows[-1]):
            sheet.rows.pop()
        if len(sheet.rows) > limits.rows or max(map(len, sheet.rows), default=0) > limits.columns:
            raise BadFile(
                _("This table is too large: at most %(rows)s rows and %(columns)s columns."),
                field="file",
                rows=limits.rows,
                columns=limits.columns,
            )
    if not any(sheet.rows for sheet in sheets):
        raise BadFile(_("This file is empty."), field="file")
    return sheets


def read_csv(content: bytes, *, lines: int = 1) -> Table:
    """Return the cells of a CSV; its separator is seen from so many lines."""
    text = decoded(content)
    try:
        return [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text, lines), strict=True)
        ]
    except csv.Error:
        raise BadFile(_("This is no table in CSV: a quotation mark is not closed, or a cell is too long."), field="file") from None


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or, as older Excel writes it, Windows-1251."""
    wide = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else without_mark(content)
    if b"\x00" in content and not wide:
        raise BadFile(_("This file is no table: save it as CSV or XLSX."), field="file")
    for encoding in [wide] if wide else ["utf-8-sig", "cp1251"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX."), field="file")


def without_mark(content: bytes) -> str:
    """Return which UTF-16 a file without a byte order mark is in: separators, digits and line ends have an empty byte each."""
    if len(content) % 2 or not (b"\n\0" in content or b"\0\n" in content):
        return ""
    low, high = content[0:4000:2].count(0), content[1:4000:2].count(0)
    if max(low, high) * 10 < min(len(content), 4000) // 2 or min(low, high):
        return ""
    return "utf-16-le" if high else "utf-16-be"


def separator(text: str, lines: int = 1) -> str:
    """Return what separates the cells: a semicolon, a tab or a comma."""
    head = text.lstrip("\n\r ").split("\n", lines)[:lines]
    return max(";\t,", key="".join(head).count)


def without_guard(cell: str) -> str:
    """Take off the apostrophe that our exports put before = + - @ (base.pages.inert)."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def read_workbook(content: bytes, limits: Limits) -> list[Sheet]:
    if not content.startswith(OLD_FORMAT):
        check_archive(content, limits.unpacked)
    more = 0 if limits.sheets == 1 else 1  # of a roster the first sheet is meant; where all are, none is left out
    arguments = [limits.rows + 1, limits.columns + 1, limits.seconds, limits.sheets + more]
    done = read_aside(READER, arguments, content, limits.seconds)
    if done.returncode == 4:
        raise BadFile(_("This workbook is protected by a password. Save it without one."), field="file")
    if done.returncode != 0:
        raise BadFile(_("This workbook cannot be read. Save it again as XLSX, or as CSV."), field="file")
    found = [Sheet.of(sheet) for sheet in json.loads(done.stdout)]
    if len(found) > limits.sheets:
        raise BadFile(_("This workbook has more than %(most)s sheets. Save only those with the tables."), field="file", most=limits.sheets)
    return found


def read_aside(
    program: Path, arguments: list[int], content: bytes, seconds: int, late: Message = TOO_SLOW
) -> subprocess.CompletedProcess[bytes]:
    """Let a program of ours read a file in a process that can be killed."""
    try:
        return subprocess.run(  # noqa: S603  # our own program, no argument from outside
            [sys.executable, "-I", str(program), *map(str, arguments)], input=content, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadFile(late, field="file") from None


def check_archive(content: bytes, most: int) -> None:
    """Raise BadFile unless the ZIP directory promises a workbook of a reasonable size; nothing is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFile(NO_WORKBOOK, field="file") from None
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or len(names) != len(set(names)):
        raise BadFile(NO_WORKBOOK, field="file")
    outside = any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names)
    sizes = [(part.file_size, part.compress_size) for part in parts]
    unpacked, packed = (sum(column) for column in zip(*sizes, strict=True))
    swollen = any(large > SUSPICIOUS and large > MOST_RATIO * small for large, small in [*sizes, (unpacked, packed)])
    if outside or swollen or len(parts) > MOST_PARTS or unpacked > most:
        raise BadFile(_("This workbook is larger inside than it may be. Save only the table itself, as CSV."), field="file")
