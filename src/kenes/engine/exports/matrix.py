"""Polis's `participants-votes.csv`: a line a person, a column a statement; an empty cell is no vote."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.exports.cells import VOTE, WORDS, Codes, identified, whole
from kenes.engine.exports.events import PARTICIPANT, by_id
from kenes.engine.exports.export import Note, Place
from kenes.engine.exports.sheets import Sheet
from kenes.engine.votes import Ints, Votes

NO_VOTE = 3  # no vote has this value
CODES = {text: value % 256 for text, value in WORDS.items()} | {"": NO_VOTE}
NOT_STATEMENTS = {"xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"}


@dataclass(frozen=True)
class Matrix:
    """Those who voted, in the order of their lines, and what they said. `groups` (P,), -1 where empty.

    `counts` (P, 2): agreements and disagreements of each as the file states them, -1 where it does not.
    """

    participants: list[str]
    statements: list[str]
    votes: Votes
    groups: Ints | None
    counts: Ints
    notes: list[Note]

    def by_person(self) -> Ints:
        """Return how often each person said +1 and -1, shape (P, 2)."""
        return tally(self.votes.participant, self.votes.value, self.votes.participants)

    def by_statement(self) -> Ints:
        """Return how often +1 and -1 were said of each statement, shape (S, 2)."""
        return tally(self.votes.statement, self.votes.value, self.votes.statements)


def tally(of: NDArray[np.integer[Any]], value: NDArray[np.integer[Any]], size: int) -> Ints:
    return np.stack([np.bincount(of[value == vote], minlength=size) for vote in (1, -1)], axis=1)


def looks_like_matrix(head: list[str]) -> bool:
    """Say whether these columns are people × statements."""
    return any(name in head for name in PARTICIPANT) and "vote" not in head and any(whole(name) is not None for name in head)


def read_matrix(sheet: Sheet, known: list[str] | None = None) -> Matrix:
    """Read a matrix of votes. `known` are the ids of all statements; without them, the numbered columns are the statements."""
    columns = {str(whole(name)): index for index, name in enumerate(sheet.head) if whole(name) is not None}
    if len(columns) < sum(whole(name) is not None for name in sheet.head):
        Place(sheet.name, 1).refuse("column_twice", "two columns mean the same")
    names = sorted(columns, key=by_id) if known is None else known
    if len(names) > sheet.how.most_statements:
        Place(sheet.name, 1).refuse("too_many", f"more than {sheet.how.most_statements} statements")
    index = {name: number for number, name in enumerate(names)}
    for name, column in columns.items():
        if name not in index:
            Place(sheet.name, 1).refuse("unknown_statement", "there is no such statement among those listed", sheet.head[column])
    where = np.array(list(columns.values()), np.int64)
    number = np.array([index[name] for name in columns], np.int64)
    people, facts, cells = read_people(sheet, where)
    rows, columns_voted = np.nonzero(cells != NO_VOTE)
    voted = (cells != NO_VOTE).any(axis=1)
    place = np.cumsum(voted) - 1
    kept = np.flatnonzero(voted)
    votes = Votes.of(place[rows], number[columns_voted], cells[rows, columns_voted], len(kept), len(names))
    notes = [Note("without_vote", len(people) - len(kept))] if len(kept) < len(people) else []
    notes += [Note("column_unused", 0, name) for name in unused(sheet.head)]
    groups = facts[kept, 0] if "group-id" in sheet.head else None
    return Matrix([people[row] for row in kept], names, votes, groups, facts[kept, 1:], notes)


def unused(head: list[str]) -> list[str]:
    return [name for name in head if name and name not in NOT_STATEMENTS and name not in PARTICIPANT and whole(name) is None]


def read_people(sheet: Sheet, where: Ints) -> tuple[list[str], Ints, NDArray[np.int8]]:
    """Return people; (group, agreements, disagreements) of each, -1 where not stated; and the cells, shape (people, len(where))."""
    column = sheet.column(PARTICIPANT)
    people = Codes(sheet, column, identified)
    facts, blocks, total = [np.zeros((0, 3), np.int64)], [np.zeros((0, len(where)), np.int8)], 0
    for start, rows in sheet.batches():
        ids = [row[column] for row in rows]
        codes = people.of(ids, start)
        for at, code in enumerate(codes):
            if code != start + at:
                sheet.refuse(start + at, "person_twice", "this person is listed twice", column, ids[at])
        facts.append(np.array([numbers(sheet, name, rows, start) for name in ("group-id", "n-agree", "n-disagree")], np.int64).T)
        blocks.append(cells_of(sheet, rows, where, start))
        total += int((blocks[-1] != NO_VOTE).sum())
        if total > sheet.how.most_votes:
            sheet.refuse(start, "too_many", f"more than {sheet.how.most_votes} votes")
    return list(people.names), np.concatenate(facts), np.concatenate(blocks)


def numbers(sheet: Sheet, name: str, rows: list[list[str]], start: int) -> list[int]:
    """Return a column of whole numbers from 0 to a milliard; -1 where it is empty or not there."""
    column = sheet.optional((name,))
    if column is None:
        return [-1] * len(rows)
    found = [whole(row[column]) if row[column].strip() else -1 for row in rows]
    for at, number in enumerate(found):
        if number is None or not -1 <= number < 10**9:
            sheet.refuse(start + at, "number", "a whole number is needed", column, rows[at][column])
    return [number or 0 for number in found]


def cells_of(sheet: Sheet, rows: list[list[str]], where: Ints, start: int) -> NDArray[np.int8]:
    """Return the votes in the columns `where` of some rows, NO_VOTE where a cell is empty."""
    first, last = (int(where.min()), int(where.max()) + 1) if len(where) else (0, 0)
    taken = slice(first, last)
    try:
        packed = b"".join([bytes(map(CODES.__getitem__, row[taken])) for row in rows])
    except KeyError:
        packed = b"".join([bytes(careful(sheet, row, start + at, where, taken)) for at, row in enumerate(rows)])
    return np.frombuffer(packed, np.int8).reshape(len(rows), last - first)[:, where - first]


def careful(sheet: Sheet, row: list[str], number: int, where: Ints, taken: slice) -> list[int]:
    """Read a row whose cells are not all as Polis writes them; between the columns of statements may be others."""
    cells = [NO_VOTE] * len(row)
    for column in where.tolist():
        code = CODES.get(row[column].strip().lower())
        if code is None:
            sheet.refuse(number, "vote_value", VOTE, column, row[column])
        cells[column] = code
    return cells[taken]
