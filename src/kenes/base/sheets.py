"""Tables from files that people upload: CSV (any usual encoding and separator) and XLSX.

A workbook is a ZIP that can unpack to anything, and its parser is slow on purpose-made ones. So its directory is
checked first, and it is read by a separate process with limits on time and memory (sheet_reader.py).
"""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile
from kenes.base.pages import FORMULA

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 60
SECONDS = 10
READER = Path(__file__).with_name("sheet_reader.py")

Table = list[list[str]]


def read_table(name: str, content: bytes) -> Table:
    """Return the cells of an uploaded CSV or XLSX file as text, or raise BadFile saying what is wrong with it."""
    if len(content) > MOST_BYTES:
        raise BadFile(_("This file is too large: at most %(most)s MB."), field="file", most=MOST_BYTES // 1024 // 1024)
    table = read_workbook(content) if content.startswith(b"PK") or name.lower().endswith((".xlsx", ".xlsm")) else read_csv(content)
    table = [[without_guard(cell) for cell in row] for row in table]
    while table and not any(table[-1]):
        table.pop()
    if not table:
        raise BadFile(_("This file is empty."), field="file")
    if len(table) > MOST_ROWS or max(map(len, table)) > MOST_COLUMNS:
        raise BadFile(
            _("This table is too large: at most %(rows)s rows and %(columns)s columns."),
            field="file",
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )
    return table


def read_csv(content: bytes) -> Table:
    text = decoded(content)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)]
    except csv.Error:
        raise BadFile(_("This is no table in CSV: a quotation mark is not closed, or a cell is too long."), field="file") from None


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 (with its mark) or, as older Excel writes it, Windows-1251."""
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile(_("This file is no table: save it as CSV or XLSX."), field="file")
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(_("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX."), field="file")


def separator(text: str) -> str:
    """Return what separates the cells of the first line: a semicolon, a tab or a comma."""
    head = text.lstrip().partition("\n")[0]
    return max(";\t,", key=head.count)


def without_guard(cell: str) -> str:
    """Take off the apostrophe that our exports put before = + - @ (base.pages.inert)."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def read_workbook(content: bytes) -> Table:
    check_archive(content)
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no argument from outside
            [sys.executable, "-I", str(READER), str(MOST_ROWS + 1), str(MOST_COLUMNS + 1), str(SECONDS)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadFile(_("This workbook takes too long to read. Save only the table itself, as CSV."), field="file") from None
    if done.returncode != 0:
        raise BadFile(_("This workbook cannot be read. Save it again as XLSX, or as CSV."), field="file")
    table: Table = json.loads(done.stdout)
    return table


def check_archive(content: bytes) -> None:
    """Raise BadFile unless the ZIP directory promises a workbook of a reasonable size; nothing is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFile(_("This is no workbook. Save it again as XLSX, or as CSV."), field="file") from None
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or len(names) != len(set(names)):
        raise BadFile(_("This is no workbook. Save it again as XLSX, or as CSV."), field="file")
    outside = any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names)
    if outside or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(_("This workbook is larger inside than it may be. Save only the table itself, as CSV."), field="file")
