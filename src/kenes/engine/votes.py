"""Votes as arrays, and the reader of a Polis export folder.

A Polis export (https://compdemocracy.org/export): `votes.csv` (or `votes.csv.gz`) is a log of events in which a person may
appear again on the same statement, and `comments.csv` the statements with their moderation: 1 accepted, 0 not moderated,
-1 rejected. In these files agree is +1, disagree -1, pass 0 (Polis's own database has the opposite sign).
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int64]
LONGEST_LINE = 1_000_000  # bytes
LARGEST_FILE = 400_000_000  # bytes, unpacked
LONGEST_TEXT = 5_000  # characters of one statement
MOST_VOTES = 5_000_000
MOST_STATEMENTS = 20_000


class UnreadableExport(ValueError):
    """A file of an export cannot be used: `what` is wrong in `file` at `line`, `column` (None where it is the whole file).

    `code` and `params` let a higher room say the same in the reader's language.
    """

    def __init__(self, code: str, what: str, *, file: str, line: int | None = None, column: str | None = None, value: str = "") -> None:
        self.code, self.what, self.file, self.line, self.column, self.value = code, what, file, line, column, value[:80]
        place = file + (f", line {line}" if line else "") + (f", column “{column}”" if column else "")
        super().__init__(f"{place}: {what}" + (f" (found “{self.value}”)" if value else ""))


@dataclass(frozen=True)
class Votes:
    """Votes, one entry a vote: `value[i]` in -1, 0, 1 is what `participant[i]` said of `statement[i]`.

    Arrays have shape (V,) and are sorted by participant, then by statement; indices run from 0 to `participants`-1 and
    `statements`-1; no pair occurs twice. `Votes.of` brings any order into this one. Stored as 32-bit indices and 8-bit values:
    9 bytes a vote. Raises ValueError when the arrays are no such votes.
    """

    participant: NDArray[np.integer[Any]]
    statement: NDArray[np.integer[Any]]
    value: NDArray[np.integer[Any]]
    participants: int
    statements: int

    def __post_init__(self) -> None:
        if not self.participant.shape == self.statement.shape == self.value.shape or self.value.ndim != 1:
            raise ValueError("participant, statement and value must be one-dimensional and of one length")
        if not self.value.size:
            self.narrow()
            return
        if not -1 <= self.value.min() <= self.value.max() <= 1:
            raise ValueError("value: only -1, 0 and 1 are votes")
        for name, index, limit in (
            ("participant", self.participant, self.participants),
            ("statement", self.statement, self.statements),
        ):
            if not 0 <= index.min() <= index.max() < limit:
                raise ValueError(f"{name}: indices must lie in 0…{limit - 1}")
        self.narrow()
        same = self.participant[1:] == self.participant[:-1]
        if (self.participant[1:] < self.participant[:-1]).any() or (same & (self.statement[1:] < self.statement[:-1])).any():
            raise ValueError("votes must be sorted by participant, then statement: use Votes.of")
        if (same & (self.statement[1:] == self.statement[:-1])).any():
            raise ValueError("a participant votes once on a statement: keep the latest vote")

    def narrow(self) -> None:
        for name, kind in (("participant", np.int32), ("statement", np.int32), ("value", np.int8)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), kind))

    @classmethod
    def of(cls, participant: NDArray[Any], statement: NDArray[Any], value: NDArray[Any], participants: int, statements: int) -> "Votes":
        """Return votes given in any order. Raises ValueError as the class does."""
        order = np.lexsort((statement, participant))
        return cls(participant[order], statement[order], value[order], participants, statements)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each participant's votes begin, shape (participants + 1,): those of p are `starts[p]:starts[p + 1]`."""
        return np.concatenate([[0], np.cumsum(self.votes_by_participant)]).astype(np.int64)

    @cached_property
    def votes_by_participant(self) -> NDArray[np.int64]:
        return np.bincount(self.participant, minlength=self.participants)

    @cached_property
    def votes_by_statement(self) -> NDArray[np.int64]:
        return np.bincount(self.statement, minlength=self.statements)

    def matrix(self, values: NDArray[np.float64] | None = None) -> csr_matrix:
        """Return participants × statements, sparse; a pass is a stored 0. `values`, shape (V,), stand in place of the votes."""
        data = self.value.astype(np.float64) if values is None else values
        return csr_matrix((data, self.statement, self.starts), shape=(self.participants, self.statements))


@dataclass(frozen=True)
class ExportedStatement:
    """One statement of an export. `moderated`: 1 accepted, 0 not moderated, -1 rejected. `at`: Unix milliseconds."""

    id: str
    author: str
    text: str
    moderated: int
    at: int


@dataclass(frozen=True)
class Export:
    """A Polis export: its statements, the ids of those who voted, and their latest votes with the time of each.

    `votes.statement` indexes `statements`, `votes.participant` indexes `participants`; `at` has shape (V,), Unix milliseconds.
    """

    topic: str
    source: str
    statements: list[ExportedStatement]
    participants: list[str]
    votes: Votes
    at: Ints


def read_polis(folder: Path) -> Export:
    """Read a Polis export folder.

    Needs `comments.csv` and `votes.csv` or `votes.csv.gz`; `summary.csv` is used when there (topic, url). The latest vote of
    a person on a statement counts: the highest time stamp, among equal ones the later line.
    Raises UnreadableExport, naming file, line and column, for a missing or damaged file, a missing column, a vote outside
    -1, 0, 1, a vote on an unknown statement, a statement listed twice, a line over 1 MB or text that is not UTF-8.
    """
    statements = read_statements(folder)
    votes_file = next((folder / name for name in ("votes.csv", "votes.csv.gz") if (folder / name).is_file()), None)
    if votes_file is None:
        raise UnreadableExport("missing_file", "the folder holds neither votes.csv nor votes.csv.gz", file="votes.csv")
    participants, rows = read_votes(votes_file, {statement.id: index for index, statement in enumerate(statements)})
    latest = rows[keep_latest(rows)]
    votes = Votes(latest[:, 0], latest[:, 1], latest[:, 2], len(participants), len(statements))
    summary = read_summary(folder)
    return Export(summary.get("topic", "") or folder.name, summary.get("url", ""), statements, participants, votes, latest[:, 3])


def keep_latest(rows: Ints) -> Ints:
    """Return where the latest vote of each pair stands, sorted by pair: rows of (participant, statement, value, time)."""
    if not len(rows):
        return np.zeros(0, np.int64)
    order = np.lexsort((np.arange(len(rows)), rows[:, 3], rows[:, 1], rows[:, 0]))
    last = np.ones(len(rows), bool)
    last[:-1] = (rows[order[1:], 0] != rows[order[:-1], 0]) | (rows[order[1:], 1] != rows[order[:-1], 1])
    return order[last].astype(np.int64)


def read_statements(folder: Path) -> list[ExportedStatement]:
    """Read `comments.csv`; statements are sorted by their number in the export."""
    path = folder / "comments.csv"
    if not path.is_file():
        raise UnreadableExport("missing_file", "the folder holds no comments.csv", file="comments.csv")
    found: dict[str, ExportedStatement] = {}
    with table(path, ("comment-id", "moderated", "comment-body")) as rows:
        for line, row in rows:
            statement = exported_statement(Place(path.name, line), row)
            if statement.id in found:
                Place(path.name, line).refuse("twice", "this statement is listed twice", "comment-id", statement.id)
            found[statement.id] = statement
            if len(found) > MOST_STATEMENTS:
                Place(path.name, line).refuse("too_many", f"more than {MOST_STATEMENTS} statements", "comment-id")
    if not found:
        raise UnreadableExport("no_rows", "the file lists no statements", file=path.name)
    return sorted(found.values(), key=lambda statement: int(statement.id))


def exported_statement(place: "Place", row: dict[str, str]) -> ExportedStatement:
    """Return one row of `comments.csv`, or refuse it."""
    text = row["comment-body"].strip()
    if not text:
        place.refuse("empty", "the statement has no text", "comment-body")
    if len(text) > LONGEST_TEXT:
        place.refuse("too_long", f"the statement is longer than {LONGEST_TEXT} characters", "comment-body")
    moderated = place.integer(row, "moderated")
    if moderated not in (-1, 0, 1):
        place.refuse("moderated", "moderation is -1, 0 or 1", "moderated", row["moderated"])
    return ExportedStatement(str(place.integer(row, "comment-id")), row.get("author-id", ""), text, moderated, place.moment(row))


def read_votes(path: Path, known: dict[str, int]) -> tuple[list[str], Ints]:
    """Read the event log; return the voters in order of appearance and rows of (participant, statement, value, milliseconds)."""
    voters: dict[str, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    with table(path, ("comment-id", "voter-id", "vote")) as lines:
        for line, row in lines:
            place = Place(path.name, line)
            statement = known.get(row["comment-id"].strip())
            if statement is None:
                place.refuse("unknown_statement", "comments.csv has no such statement", "comment-id", row["comment-id"])
            value = row["vote"].strip()
            if value not in ("-1", "0", "1"):
                place.refuse("vote_value", "a vote is -1, 0 or 1", "vote", row["vote"])
            voter = row["voter-id"].strip()
            if not voter or len(voter) > 64:
                place.refuse("voter", "the voter is missing or longer than 64 characters", "voter-id", row["voter-id"])
            rows.append((voters.setdefault(voter, len(voters)), statement, int(value), place.moment(row)))
            if len(rows) > MOST_VOTES:
                place.refuse("too_many", f"more than {MOST_VOTES} votes", "vote")
    return list(voters), np.array(rows, np.int64).reshape(-1, 4)


def read_summary(folder: Path) -> dict[str, str]:
    """Read `summary.csv` (pairs of name and value) when there is one that can be read; it only gives the topic and its address."""
    path = folder / "summary.csv"
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            return {row[0]: row[1] for row in csv.reader(decoded(file, path.name)) if len(row) > 1}
    except (UnreadableExport, csv.Error):
        return {}


@dataclass(frozen=True)
class Place:
    """A line of a file, to say where something is wrong."""

    file: str
    line: int

    def refuse(self, code: str, what: str, column: str, value: str = "") -> NoReturn:
        raise UnreadableExport(code, what, file=self.file, line=self.line, column=column, value=value)

    def integer(self, row: dict[str, str], column: str) -> int:
        text = row[column].strip()
        digits = text.removeprefix("-")
        if not digits.isascii() or not digits.isdigit() or len(text) > 18:
            self.refuse("number", "a whole number is needed", column, row[column])
        return int(text)

    def moment(self, row: dict[str, str]) -> int:
        """Return the time stamp in milliseconds (exports have milliseconds or seconds); 0 where the file has none."""
        if not row.get("timestamp"):
            return 0
        stamp = self.integer(row, "timestamp")
        if not 0 <= stamp < 10**14:
            self.refuse("time", "the time stamp is out of range", "timestamp", row["timestamp"])
        return stamp if stamp > 10**11 else stamp * 1000


@contextmanager
def table(path: Path, needed: tuple[str, ...]) -> Iterator[Iterator[tuple[int, dict[str, str]]]]:
    """Open a CSV file, unpacked where it is gzip, as (line number, row by column name)."""
    with path.open("rb") as packed:
        is_gzip = packed.read(2) == b"\x1f\x8b"
        packed.seek(0)
        lines = decoded(gzip.GzipFile(fileobj=packed) if is_gzip else packed, path.name)
        yield rows_of(csv.reader(lines, strict=True), path.name, needed)


def rows_of(reader: Any, name: str, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        head = next(reader, None)
        if head is None:
            raise UnreadableExport("no_rows", "the file is empty", file=name)
        head = [column.strip().lower() for column in head]
        for column in needed:
            if column not in head:
                raise UnreadableExport("no_column", "this column is missing", file=name, line=1, column=column)
        for row in reader:
            if not row:
                continue
            if len(row) != len(head):
                what = f"{len(row)} values where the first line names {len(head)}"
                raise UnreadableExport("columns", what, file=name, line=reader.line_num)
            yield reader.line_num, dict(zip(head, row, strict=True))
    except csv.Error as error:
        raise UnreadableExport("not_csv", f"this is not CSV: {error}", file=name, line=reader.line_num) from None


def decoded(file: BinaryIO | gzip.GzipFile, name: str) -> Iterator[str]:
    """Yield a file's lines as text, with limits on their length and on the whole."""
    size, number = 0, 0
    while True:
        number += 1
        try:
            line = file.readline(LONGEST_LINE + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise UnreadableExport("damaged", "the compressed file is damaged or ends too early", file=name, line=number) from None
        if not line:
            return
        size += len(line)
        if len(line) > LONGEST_LINE:
            raise UnreadableExport("long_line", f"the line is longer than {LONGEST_LINE} bytes", file=name, line=number)
        if size > LARGEST_FILE:
            raise UnreadableExport("too_large", f"the file unpacks to more than {LARGEST_FILE} bytes", file=name, line=number)
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableExport("not_utf8", "the text is not UTF-8", file=name, line=number) from None
        if "\0" in text:
            raise UnreadableExport("nul", "the line holds a NUL character", file=name, line=number)
        yield text
