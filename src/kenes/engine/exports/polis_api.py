"""Polis's API, saved as JSON: votes.json, comments.json, conversation.json (each may be gzip).

Rows of votes have participant_id, statement_id, vote, modified; Polis's own short names pid, tid, created are known, too.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from kenes.engine.exports.cells import VOTE
from kenes.engine.exports.events import Events, by_id
from kenes.engine.exports.export import LATEST_TIME, LONGEST_TEXT, ExportedStatement, Reading, UnreadableExport
from kenes.engine.exports.json_rows import Row, Text, rows_of
from kenes.engine.votes import Ints

MISSING = object()
PERSON, STATEMENT = ("participant_id", "pid"), ("statement_id", "tid")


def field(place: Text, row: Row, names: Sequence[str], default: Any = MISSING) -> Any:
    """Return a row's value under the first of these names that it has; refuse where it is needed and missing."""
    for name in names:
        if name in row:
            return row[name]
    if default is MISSING:
        place.refuse("no_column", "this value is missing", names[0])
    return default


def named(row: Row, names: Sequence[str]) -> str:
    """Return the name under which the row has the value: what a message calls it."""
    return next((name for name in names if name in row), names[0])


def integer(place: Text, row: Row, names: Sequence[str], default: Any = MISSING) -> int:
    found = row[names[0]] if names[0] in row else field(place, row, names, default)
    if type(found) is not int or not -1 <= found < 10**9:
        place.refuse("number", "a whole number is needed", named(row, names), shown(found))
    return found


def shown(value: object) -> str:
    """Return a value as it stood there, as far as it can be shown."""
    return str(value)[:80].encode("utf-8", "replace").decode()


def text(place: Text, row: Row, names: Sequence[str]) -> str:
    found = field(place, row, names)
    if not isinstance(found, str):
        place.refuse("not_text", "text is needed", names[0], shown(found))
    if "\0" in found or (not found.isascii() and any("\ud800" <= letter <= "\udfff" for letter in found)):
        place.refuse("nul", "the text holds characters that cannot be stored", names[0])
    if len(found) > LONGEST_TEXT:
        place.refuse("too_long", f"the text is longer than {LONGEST_TEXT} characters", names[0])
    return found.strip()


def read_comments(path: Path, how: Reading) -> tuple[list[ExportedStatement], Ints]:
    """Return statements by id, and (S, 2) agreements and disagreements as the file counts them, -1 where it does not."""
    found: dict[str, tuple[ExportedStatement, tuple[int, int]]] = {}
    for place, row in rows_of(path, how):
        statement = statement_of(place, row)
        if statement.id in found:
            place.refuse("twice", "this statement is listed twice", "statement_id", statement.id)
        agree, disagree = (integer(place, row, (name,), -1) for name in ("agree_count", "disagree_count"))
        found[statement.id] = statement, (agree, disagree)
        if len(found) > how.most_statements:
            place.refuse("too_many", f"more than {how.most_statements} statements")
    if not found:
        raise UnreadableExport("no_rows", "the file lists no statements", file=path.name)
    ordered = [found[name] for name in sorted(found, key=by_id)]
    return [statement for statement, _ in ordered], np.array([counts for _, counts in ordered], np.int64)


def statement_of(place: Text, row: Row) -> ExportedStatement:
    words = text(place, row, ("txt",))
    if not words:
        place.refuse("empty", "the statement has no text", "txt")
    moderated = integer(place, row, ("moderated", "mod"), 0)
    if moderated not in (-1, 0, 1):
        place.refuse("moderated", "moderation is -1, 0 or 1", "moderated", str(moderated))
    meta, lang = field(place, row, ("is_meta",), False), field(place, row, ("lang",), None)
    if not isinstance(meta, bool):
        place.refuse("not_a_row", "true or false is needed", "is_meta", shown(meta))
    return ExportedStatement(
        id=str(integer(place, row, STATEMENT)),
        author=str(integer(place, row, PERSON, -1)),
        text=words,
        moderated=moderated,
        at=moment(place, row, ("created",)),
        is_meta=meta,
        lang=lang[:8] if isinstance(lang, str) and lang[:8].isprintable() else "",
    )


def moment(place: Text, row: Row, names: Sequence[str]) -> int:
    """Return Unix milliseconds from a number (a fraction is cut) or a time in ISO 8601; 0 where there is none."""
    found = row[names[0]] if names[0] in row else field(place, row, names, None)
    if type(found) is float and 10**11 < found < LATEST_TIME:
        return int(found)
    if found is None:
        return 0
    try:
        if isinstance(found, bool) or not isinstance(found, int | float | str):
            raise ValueError
        stamp = int(datetime.fromisoformat(found).timestamp() * 1000) if isinstance(found, str) and not found.isdigit() else int(found)
    except (ValueError, OverflowError):
        place.refuse("time", "a time is needed", named(row, names), shown(found))
    if not 0 <= stamp < LATEST_TIME:
        place.refuse("time", "the time stamp is out of range", named(row, names), shown(found))
    return stamp if stamp > 10**11 else stamp * 1000


def read_votes(path: Path, how: Reading, known: Sequence[str] | None) -> Events:
    """Read rows of votes, in the order of the file. `known` are the ids of all statements; without them, each id is one."""
    people: dict[int, int] = {}
    columns: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    ids = None if known is None else set(known)
    for place, row in rows_of(path, how):
        person, statement, value = (integer(place, row, names) for names in (PERSON, STATEMENT, ("vote",)))
        if statement < 0 or (ids is not None and str(statement) not in ids):
            place.refuse("unknown_statement", "there is no such statement among those listed", named(row, STATEMENT), str(statement))
        if person < 0:
            place.refuse("voter", "the id is below 0", named(row, PERSON), str(person))
        if not -1 <= value <= 1:
            place.refuse("vote_value", VOTE, "vote", str(value))
        at = moment(place, row, ("modified", "created"))
        for column, cell in zip(columns, (people.setdefault(person, len(people)), statement, value, at), strict=True):
            column.append(cell)
        if len(columns[0]) > how.most_votes:
            place.refuse("too_many", f"more than {how.most_votes} votes")
    who, what, said, when = (np.array(column, np.int64) for column in columns)
    names = sorted({str(number) for number in np.unique(what).tolist()}, key=by_id) if known is None else list(known)
    numbers = np.array([int(name) for name in names], np.int64)
    return Events(
        [str(person) for person in people],
        names,
        who.astype(np.int32),
        np.searchsorted(numbers, what).astype(np.int32),
        said.astype(np.int8),
        when,
    )
