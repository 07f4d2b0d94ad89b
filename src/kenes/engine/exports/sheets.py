"""CSV files, plain or gzip, in batches of columns; limits on line, file and encoding; the place of an error by its row.

Votes come by the million, so rows are checked by the batch. Where a batch is wrong, the file is read again up to the row
that is meant, to name its line.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NoReturn

from kenes.engine.exports.export import LONGEST_LINE, Place, Reading, UnreadableExport

CHUNK = 1 << 18
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)  # what gzip raises for a file that is cut short or changed
BATCH = 4000  # cells: few enough to stay in the processor's cache, which makes reading twice as fast as with large batches


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO | gzip.GzipFile, BinaryIO]]:
    """Open a file, unpacked where it is gzip; also the packed file, whose position tells the progress."""
    if not path.is_file():
        raise UnreadableExport("missing_file", "this file is missing", file=path.name)
    with path.open("rb") as packed:
        is_gzip = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        if is_gzip:
            with gzip.GzipFile(fileobj=packed) as file:
                yield file, packed
        else:
            yield packed, packed


def chunks(path: Path, how: Reading) -> Iterator[bytes]:
    """Yield a file's bytes, with a limit on the whole; say how far it is."""
    size, whole = 0, max(1, path.stat().st_size) if path.is_file() else 1
    with opened(path) as (file, packed):
        while True:
            try:
                chunk = file.read(CHUNK)
            except DAMAGED:
                raise UnreadableExport("damaged", "the compressed file is damaged or ends too early", file=path.name) from None
            if not chunk:
                return
            size += len(chunk)
            if size > how.most_bytes:
                raise UnreadableExport("too_large", f"the file unpacks to more than {how.most_bytes} bytes", file=path.name)
            how.progress(path.name, min(1.0, packed.tell() / whole))
            yield chunk


def lines(path: Path, how: Reading) -> Iterator[str]:
    """Yield a file's lines as text. Never holds more than one line and one chunk: a line that is too long is not read to its end."""
    number, rest = 1, b""
    for chunk in chunks(path, how):
        block = rest + chunk
        cut = block.rfind(b"\n") + 1
        first = block.find(b"\n") if cut else len(block)
        block, rest = block[:cut], block[cut:]
        if first > LONGEST_LINE:
            Place(path.name, number).refuse("long_line", f"the line is longer than {LONGEST_LINE} bytes")
        yield from text_of(block, path.name, number)
        number += block.count(b"\n")
    yield from text_of(rest, path.name, number)


def text_of(block: bytes, name: str, number: int) -> Iterator[str]:
    """Return the lines of a block that begins at line `number`."""
    try:
        text = block.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        Place(name, number + block[: error.start].count(b"\n")).refuse("not_utf8", "the text is not UTF-8")
    if "\0" in text:
        Place(name, number + text[: text.index("\0")].count("\n")).refuse("nul", "the line holds a NUL character")
    return io.StringIO(text, newline="\n")


@dataclass(frozen=True)
class Sheet:
    """A table in CSV; its first line names the columns (lower case). Rows are numbered from 0 after it; empty lines are no rows."""

    path: Path
    how: Reading
    separators: str = ","

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def separator(self) -> str:
        """What separates cells: whichever of the allowed characters the first line has most of."""
        first = next(lines(self.path, self.how), "")
        return max(self.separators, key=first.count)

    @cached_property
    def head(self) -> list[str]:
        reader = csv.reader(lines(self.path, self.how), delimiter=self.separator, strict=True)
        try:
            row = next(reader, None)
        except csv.Error as error:
            Place(self.name, reader.line_num).refuse("not_csv", f"this is not CSV: {error}")
        if row is None:
            raise UnreadableExport("no_rows", "the file is empty", file=self.name)
        head = [column.strip().lower() for column in row]
        for index, column in enumerate(head):
            if column and column in head[:index]:
                Place(self.name, 1).refuse("column_twice", "two columns have this name", column)
        return head

    def column(self, names: Sequence[str]) -> int:
        """Return where the column with one of these names stands, or refuse the file."""
        found = self.optional(names)
        if found is None:
            Place(self.name, 1).refuse("no_column", "this column is missing", names[0])
        return found

    def optional(self, names: Sequence[str]) -> int | None:
        """Return where the column with one of these names stands; None where there is none."""
        found = [self.head.index(name) for name in names if name in self.head]
        if len(found) > 1:
            Place(self.name, 1).refuse("column_twice", "two columns mean the same", self.head[found[1]])
        return found[0] if found else None

    def batches(self) -> Iterator[tuple[int, list[list[str]]]]:
        """Yield (number of the first row, rows), each row as long as the head."""
        width, start = len(self.head), 0
        size = max(1, BATCH // width)
        reader = csv.reader(lines(self.path, self.how), delimiter=self.separator, strict=True)
        try:
            next(reader, None)
            while rows := list(islice(reader, size)):
                widths = set(map(len, rows))
                if 0 in widths:
                    rows = [row for row in rows if row]
                if widths - {0, width}:
                    bad = next(index for index, row in enumerate(rows) if len(row) != width)
                    self.refuse(start + bad, "columns", f"{len(rows[bad])} values where the first line names {width}")
                yield start, rows
                start += len(rows)
        except csv.Error as error:
            Place(self.name, reader.line_num).refuse("not_csv", f"this is not CSV: {error}")

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (row number, row by column name): for short files."""
        for start, rows in self.batches():
            for number, row in enumerate(rows, start):
                yield number, dict(zip(self.head, row, strict=True))

    def place(self, row: int) -> Place:
        """Return the line where a row ends (its text may hold line breaks)."""
        reader = csv.reader(lines(self.path, self.how), delimiter=self.separator, strict=True)
        next(reader)
        number = -1
        for cells in reader:
            number += bool(cells)
            if number == row:
                break
        return Place(self.name, reader.line_num)

    def refuse(self, row: int, code: str, what: str, column: int | str | None = None, value: str = "") -> NoReturn:
        name = self.head[column] if isinstance(column, int) else column
        self.place(row).refuse(code, what, name, value)
