"""Polis's `comments.csv` and `summary.csv` (https://compdemocracy.org/export)."""

import csv

import numpy as np

from kenes.engine.exports.cells import milliseconds, moment, whole
from kenes.engine.exports.events import by_id
from kenes.engine.exports.export import LATEST_TIME, LONGEST_TEXT, ExportedStatement, UnreadableExport
from kenes.engine.exports.sheets import Sheet, lines
from kenes.engine.votes import Ints

TRUE, FALSE = {"true", "1", "t"}, {"false", "0", "f", ""}


def read_comments(sheet: Sheet) -> tuple[list[ExportedStatement], Ints | None]:
    """Return statements by id, and (S, 2) agreements and disagreements as the file counts them; None where it does not."""
    for name in ("comment-id", "moderated", "comment-body"):
        sheet.column((name,))
    counted = {"agrees", "disagrees"} <= set(sheet.head)
    found: dict[str, tuple[ExportedStatement, list[int]]] = {}
    for number, row in sheet.rows():
        statement = statement_of(sheet, number, row)
        if statement.id in found:
            sheet.refuse(number, "twice", "this statement is listed twice", "comment-id", statement.id)
        counts = [integer(sheet, number, row, name) for name in ("agrees", "disagrees")] if counted else [-1, -1]
        found[statement.id] = statement, counts
        if len(found) > sheet.how.most_statements:
            sheet.refuse(number, "too_many", f"more than {sheet.how.most_statements} statements", "comment-id")
    if not found:
        raise UnreadableExport("no_rows", "the file lists no statements", file=sheet.name)
    ordered = [found[name] for name in sorted(found, key=by_id)]
    return [statement for statement, _ in ordered], np.array([counts for _, counts in ordered], np.int64) if counted else None


def integer(sheet: Sheet, number: int, row: dict[str, str], name: str) -> int:
    found = whole(row[name])
    if found is None or abs(found) > 10**9:
        sheet.refuse(number, "number", "a whole number is needed", name, row[name])
    return found


def statement_of(sheet: Sheet, number: int, row: dict[str, str]) -> ExportedStatement:
    text = row["comment-body"].strip()
    if not text:
        sheet.refuse(number, "empty", "the statement has no text", "comment-body")
    if len(text) > LONGEST_TEXT:
        sheet.refuse(number, "too_long", f"the statement is longer than {LONGEST_TEXT} characters", "comment-body")
    moderated = integer(sheet, number, row, "moderated")
    if moderated not in (-1, 0, 1):
        sheet.refuse(number, "moderated", "moderation is -1, 0 or 1", "moderated", row["moderated"])
    meta = row.get("is-meta", "").strip().lower()
    if meta not in TRUE | FALSE:
        sheet.refuse(number, "not_a_row", "true or false is needed", "is-meta", row["is-meta"])
    at = moment(sheet, sheet.head.index("timestamp"), row["timestamp"], number) if "timestamp" in row else 0
    if not 0 <= at < LATEST_TIME:
        sheet.refuse(number, "time", "the time stamp is out of range", "timestamp", row["timestamp"])
    author = row.get("author-id", "").strip()
    return ExportedStatement(
        str(integer(sheet, number, row, "comment-id")), author, text, moderated, int(milliseconds(np.array([at]))[0]), meta in TRUE
    )


def read_summary(sheet: Sheet) -> dict[str, str]:
    """Return `summary.csv` (pairs of name and value) when it can be read; it only gives the topic and its address."""
    try:
        return {row[0]: row[1] for row in csv.reader(lines(sheet.path, sheet.how)) if len(row) > 1}
    except (UnreadableExport, csv.Error):
        return {}
