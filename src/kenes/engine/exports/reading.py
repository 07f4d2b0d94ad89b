"""One way to read a conversation: `read` finds the form by the names in a folder, or by the first line of a file.

| form | told by | agree in the files |
|---|---|---|
| Polis's CSV | `comments.csv` and `votes.csv` (a log of events) | +1 |
| Polis's matrix | `participants-votes.csv`, alone or beside `comments.csv`; beside `votes.csv` it only gives groups | +1 |
| Polis's API | `votes.json`, with `comments.json` and `conversation.json` where they are there | -1 |
| our own | one CSV with columns participant, statement, vote and, if known, time | +1 |

Each file may be gzip (its name then may end in `.gz`). The latest vote of a person on a statement counts: the highest time stamp,
among equal ones the later line. What the sign of votes is: `kenes.engine.exports.signs`.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from kenes.engine.exports import polis_api, polis_csv
from kenes.engine.exports.events import Events, read_events
from kenes.engine.exports.export import (
    AGREE_IS_MINUS,
    AGREE_IS_PLUS,
    Export,
    ExportedStatement,
    Note,
    Reading,
    Sign,
    UnreadableExport,
)
from kenes.engine.exports.json_rows import whole_object
from kenes.engine.exports.matrix import Matrix, looks_like_matrix, read_matrix
from kenes.engine.exports.sheets import DAMAGED, Sheet, opened
from kenes.engine.exports.signs import differing, sign_of
from kenes.engine.votes import Ints, Votes

SEPARATORS = ",;\t"
EVERYTHING = Reading()


def read(path: Path, *, sign: Sign | None = None, how: Reading = EVERYTHING) -> Export:
    """Read a conversation from a folder or a file. `sign` says what agreement is in it, where the files do not tell.

    Raises UnreadableExport, naming file, line (or row) and column, for a file that is missing, damaged, too large or in no known
    form, and for every value that cannot be what it should be: nothing is guessed. What was done by rule stands in `notes`.
    """
    if path.is_dir():
        return read_folder(path, sign, how)
    if not path.is_file():
        raise UnreadableExport("missing_file", "this file is missing", file=path.name)
    if starts_like_json(path):
        return from_api(path, None, None, sign, how)
    sheet = Sheet(path, how, SEPARATORS)
    if looks_like_matrix(sheet.head):
        return from_matrix(sheet, None, sign)
    return from_events(read_events(sheet), sheet.name, None, None, sign)


def starts_like_json(path: Path) -> bool:
    """Say whether a file begins as JSON does; False where it cannot be read: whoever reads it on says why."""
    try:
        with opened(path) as (file, _):
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")
    except (OSError, *DAMAGED):
        return False


def find(folder: Path, name: str) -> Path | None:
    """Return the file of this name, or the packed one beside it."""
    return next((folder / found for found in (name, f"{name}.gz") if (folder / found).is_file()), None)


def read_folder(folder: Path, sign: Sign | None, how: Reading) -> Export:
    log, matrix, comments, rows = (find(folder, name) for name in ("votes.csv", "participants-votes.csv", "comments.csv", "votes.json"))
    if rows and not (log or matrix):
        return from_api(rows, find(folder, "comments.json"), find(folder, "conversation.json"), sign, how)
    if comments is None and (log or not matrix):
        raise UnreadableExport("missing_file", "the folder holds no comments.csv", file="comments.csv")
    statements, given = polis_csv.read_comments(Sheet(comments, how)) if comments else (None, None)
    table = Sheet(matrix, how) if matrix else None
    if log:
        known = [statement.id for statement in statements or []]
        export = from_events(read_events(Sheet(log, how), known), log.name, statements, given, sign)
        if table:
            export = replace(export, groups=groups_of(table, export.participants))
    elif table:
        export = from_matrix(table, statements, sign, given)
    else:
        raise UnreadableExport("missing_file", "the folder holds neither votes.csv nor participants-votes.csv", file="votes.csv")
    summary = find(folder, "summary.csv")
    facts = polis_csv.read_summary(Sheet(summary, how)) if summary else {}
    return replace(export, topic=facts.get("topic", "") or folder.name, source=facts.get("url", ""))


def from_events(
    events: Events,
    file: str,
    statements: list[ExportedStatement] | None,
    given: Ints | None,
    asked: Sign | None,
    usual: Sign = AGREE_IS_PLUS,
) -> Export:
    """Return the conversation of a log of votes."""
    counts = events.counts()
    sign, notes = sign_of(file, events.statements, given, counts, usual, asked)
    participants, votes, at, done = events.latest()
    notes = [*notes, *differing(given, counts, sign), *done]
    listed = statements or [bare(name) for name in events.statements]
    return Export(file, "", listed, participants, signed(votes, sign), at, None, sign, notes)


def from_matrix(sheet: Sheet, statements: list[ExportedStatement] | None, asked: Sign | None, given: Ints | None = None) -> Export:
    """Return the conversation of a matrix. Its own counts, of each person, tell the sign better than those of comments.csv."""
    matrix = read_matrix(sheet, [statement.id for statement in statements] if statements else None)
    sign, notes = sign_from_matrix(matrix, sheet.name, given, asked)
    notes = [*notes, *differing(given, matrix.by_statement(), sign), *matrix.notes]
    listed = statements or [bare(name) for name in matrix.statements]
    at = np.zeros(len(matrix.votes.value), np.int64)
    return Export(sheet.name, "", listed, matrix.participants, signed(matrix.votes, sign), at, matrix.groups, sign, notes)


def sign_from_matrix(matrix: Matrix, file: str, given: Ints | None, asked: Sign | None) -> tuple[Sign, list[Note]]:
    if (matrix.counts >= 0).all(axis=1).any():
        return sign_of(file, matrix.participants, matrix.counts, matrix.by_person(), AGREE_IS_PLUS, asked)
    return sign_of(file, matrix.statements, given, matrix.by_statement(), AGREE_IS_PLUS, asked)


def from_api(votes: Path, comments: Path | None, conversation: Path | None, asked: Sign | None, how: Reading) -> Export:
    """Return the conversation of rows of Polis's API."""
    statements, given = polis_api.read_comments(comments, how) if comments else (None, None)
    known = [statement.id for statement in statements] if statements else None
    events = polis_api.read_votes(votes, how, known)
    export = from_events(events, votes.name, statements, given, asked, usual=AGREE_IS_MINUS)
    facts = whole_object(conversation, how) if conversation else {}
    topic, source = (str(facts.get(name) or "").strip()[:300] for name in ("topic", "link_url"))
    return replace(export, topic=topic or votes.parent.name, source=source)


def groups_of(sheet: Sheet, participants: list[str]) -> Ints | None:
    """Return Polis's own groups of these people; None where the matrix has no such column."""
    matrix = read_matrix(sheet)
    if matrix.groups is None:
        return None
    found = dict(zip(matrix.participants, matrix.groups.tolist(), strict=True))
    return np.array([found.get(name, -1) for name in participants], np.int64)


def bare(name: str) -> ExportedStatement:
    """Return a statement of which only the id is known."""
    return ExportedStatement(name, "", "", 1, 0)


def signed(votes: Votes, sign: Sign) -> Votes:
    """Return votes with agree = +1."""
    return votes if sign == AGREE_IS_PLUS else replace(votes, value=-votes.value)
