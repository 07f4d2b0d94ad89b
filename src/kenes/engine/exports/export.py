"""What a reader returns, what it refuses, and how much it reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NoReturn

from kenes.engine.votes import Ints, Votes

Sign = Literal["agree=+1", "agree=-1"]
AGREE_IS_PLUS: Sign = "agree=+1"
AGREE_IS_MINUS: Sign = "agree=-1"

LONGEST_LINE = 1_000_000  # bytes of a line of CSV, characters of a row of JSON
LONGEST_TEXT = 5_000  # characters of one statement
LONGEST_ID = 64  # characters
LATEST_TIME = 10**14  # milliseconds; a time stamp under 10**11 is in seconds


@dataclass(frozen=True)
class Reading:
    """How much may be read, and who is told how far it is: `progress(file, share)`, share in 0…1."""

    most_votes: int = 5_000_000
    most_statements: int = 20_000
    most_bytes: int = 400_000_000  # of one file, unpacked
    progress: Callable[[str, float], None] = field(default=lambda file, share: None)


class UnreadableExport(ValueError):
    """A file of an export cannot be used: `what` is wrong in `file` at `line` (CSV) or `row` (JSON, from 1), `column`.

    `code` lets a higher room say the same in the reader's language; `value` is what was found there, cut to 80 characters.
    """

    def __init__(
        self,
        code: str,
        what: str,
        *,
        file: str,
        line: int | None = None,
        row: int | None = None,
        column: str | None = None,
        value: str = "",
    ) -> None:
        self.code, self.what, self.file, self.line, self.row, self.column, self.value = code, what, file, line, row, column, value[:80]
        place = file + (f", line {line}" if line else "") + (f", row {row}" if row else "") + (f", column “{column}”" if column else "")
        super().__init__(f"{place}: {what}" + (f" (found “{self.value}”)" if value else ""))


@dataclass(frozen=True)
class Place:
    """A line or row of a file, to say where something is wrong."""

    file: str
    line: int | None = None
    row: int | None = None

    def refuse(self, code: str, what: str, column: str | None = None, value: str = "") -> NoReturn:
        raise UnreadableExport(code, what, file=self.file, line=self.line, row=self.row, column=column, value=value)


@dataclass(frozen=True)
class Note:
    """Something that was done by a rule while reading. `code` and `n` let a higher room say it in the reader's language."""

    code: str
    n: int = 0
    name: str = ""

    def __str__(self) -> str:
        return NOTES[self.code].format(n=f"{self.n:,}", name=self.name)


NOTES = {
    "repeated": "{n} votes were given again by the same person on the same statement: the latest counts",
    "same_moment": "{n} contradictory votes have the same time stamp: the later line counts",
    "by_line": "{n} contradictory votes, in a file without times: the later line counts",
    "sign_found": "{n} statements or people have counts of agreement in the files, and they show the sign of votes: {name}",
    "sign_assumed": "The files do not tell the sign of votes; in this form it is {name}",
    "sign_asked": "The sign of votes was given: {name}",
    "sign_against": "The sign of votes was given, although the counts of {n} statements or people say the opposite",
    "counts_differ": "The counts of agreement in the files differ from the votes for {n} statements: the votes count",
    "column_unused": "Column “{name}” is not used",
    "without_vote": "{n} people are listed without a vote and left out",
    "label_unused": "Column “{name}” has {n} different labels: people are divided by 2 to 100",
    "labels_unmatched": "{n} people in {name} have not voted: their rows are not used",
}


@dataclass(frozen=True)
class ExportedStatement:
    """One statement. `moderated`: 1 accepted, 0 not moderated, -1 rejected. `at`: Unix milliseconds, 0 where not known.

    `text` is empty where the export holds votes only.
    """

    id: str
    author: str
    text: str
    moderated: int
    at: int
    is_meta: bool = False
    lang: str = ""


@dataclass(frozen=True)
class Export:
    """A conversation: its statements, the ids of those who voted, and their latest votes with the time of each.

    `votes.statement` indexes `statements`, sorted by id (numbers by value, before other names). `votes.participant` indexes
    `participants`, in the order of their first vote (by time, then by line). Agree is +1 in `votes` whatever it was in the files:
    `sign` says what. `at` has shape (V,), Unix milliseconds, 0 where not known. `groups`, shape (P,), is Polis's own final group
    of each person where the export holds it, -1 for nobody's. `notes` say what was done by rule.
    """

    topic: str
    source: str
    statements: list[ExportedStatement]
    participants: list[str]
    votes: Votes
    at: Ints
    groups: Ints | None = None
    sign: Sign = AGREE_IS_PLUS
    notes: list[Note] = field(default_factory=list)
