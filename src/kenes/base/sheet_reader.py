"""Reads one workbook from stdin and writes the cells of its first sheet to stdout as JSON.

Run as a process of its own (base.sheets), so that a workbook made to exhaust its reader takes nothing else down.
Imports nothing of Kenes.
"""

import io
import json
import resource
import sys
import zipfile
from datetime import date, datetime

MEMORY = 600 * 1024 * 1024


def main(rows: int, columns: int, seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    from openpyxl import load_workbook

    content = sys.stdin.buffer.read()
    if declares_entities(content):
        return 3
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
    table = [[text(cell) for cell in row] for row in sheet.iter_rows(max_row=rows, max_col=columns, values_only=True)]
    width = max((index + 1 for row in table for index, cell in enumerate(row) if cell), default=0)
    json.dump([row[:width] for row in table], sys.stdout)
    return 0


def declares_entities(content: bytes) -> bool:
    """Return whether a part of the workbook brings a document type: no real one does."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                if b"<!DOCTYPE" in part.read(4096):
                    return True
    return False


def text(value: object) -> str:
    """Return a cell as one would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value).strip()


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:4])))
