"""From a log of votes, where a person may appear again on the same statement, to the latest votes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kenes.engine.exports.cells import Codes, Wrong, identified, moments_of, votes_of, whole
from kenes.engine.exports.export import Note
from kenes.engine.exports.sheets import Sheet
from kenes.engine.votes import Ints, Votes

PARTICIPANT = ("participant", "member", "voter-id")
STATEMENT = ("statement", "comment-id")
VOTE = ("vote", "value")
TIME = ("timestamp", "time")


@dataclass(frozen=True)
class Events:
    """A log in the order of its lines. Arrays of shape (E,); `person` and `statement` index the names."""

    people: list[str]
    statements: list[str]
    person: NDArray[np.int32]
    statement: NDArray[np.int32]
    value: NDArray[np.int8]
    at: Ints

    def counts(self) -> Ints:
        """Return events by statement, shape (S, 2): +1, -1."""
        size = len(self.statements)
        return np.stack([np.bincount(self.statement[self.value == value], minlength=size) for value in (1, -1)], axis=1)

    def latest(self) -> tuple[list[str], Votes, Ints, list[Note]]:
        """Return people in the order of their first vote, the latest vote of each pair, the time of each, and what was done."""
        rank = ranks(self.person, self.at, len(self.people))
        names = [""] * len(self.people)
        for name, place in zip(self.people, rank.tolist(), strict=True):
            names[place] = name
        person = rank[self.person]
        kept, notes = latest(person * max(1, len(self.statements)) + self.statement, self.value, self.at)
        votes = Votes(person[kept], self.statement[kept], self.value[kept], len(names), len(self.statements))
        return names, votes, self.at[kept], notes


def ranks(person: NDArray[np.integer[Any]], at: Ints, people: int) -> Ints:
    """Return the place of each person in the order of first votes: by time, then by line."""
    order = np.argsort(at, kind="stable")
    first = np.zeros(people, np.int64)
    first[person[order[::-1]]] = np.arange(len(order))[::-1]  # the earliest is written last
    rank = np.empty(people, np.int64)
    rank[np.argsort(first)] = np.arange(people)
    return rank


def latest(pair: Ints, value: NDArray[np.int8], at: Ints) -> tuple[Ints, list[Note]]:
    """Return where the latest event of each pair stands, sorted by pair: the highest time, among equal times the later line."""
    order = np.argsort(pair, kind="stable")
    same = pair[order[1:]] == pair[order[:-1]]
    if not same.any():
        return order, []
    repeated = np.concatenate([same, [False]]) | np.concatenate([[False], same])
    rows = order[repeated]
    order[repeated] = rows[np.lexsort((rows, at[rows], pair[rows]))]
    before, after = order[:-1][same], order[1:][same]
    notes = [Note("repeated", int(same.sum()))]
    clash = int(((at[before] == at[after]) & (value[before] != value[after])).sum())
    if clash:
        notes.append(Note("same_moment" if at.any() else "by_line", clash))
    return order[~np.concatenate([same, [False]])], notes


def read_events(sheet: Sheet, known: Sequence[str] | None = None) -> Events:
    """Read a log of votes: columns participant, statement, vote, and a time stamp where there is one.

    `known` are the ids of all statements (whole numbers); without them, every id in the file is a statement.
    """
    order = slice(None) if known is None else slice(None, None, -1)  # which of the names to ask for in a message
    person, statement = sheet.column(PARTICIPANT[order]), sheet.column(STATEMENT[order])
    vote, time = sheet.column(VOTE), sheet.optional(TIME)
    people = Codes(sheet, person, identified)
    statements = Codes(sheet, statement, identified if known is None else listed(known))
    parts: list[tuple[Any, ...]] = []
    for start, rows in sheet.batches():
        if start + len(rows) > sheet.how.most_votes:
            sheet.refuse(sheet.how.most_votes, "too_many", f"more than {sheet.how.most_votes} votes", vote)
        columns = list(zip(*rows, strict=True))
        if not columns:
            continue
        who, what = people.of(columns[person], start), statements.of(columns[statement], start)
        said = votes_of(sheet, vote, columns[vote], start)
        at = np.zeros(len(rows), np.int64) if time is None else moments_of(sheet, time, columns[time], start)
        parts.append((np.array(who, np.int32), np.array(what, np.int32), np.array(said, np.int8), at))
    if len(statements.names) > sheet.how.most_statements:
        sheet.refuse(0, "too_many", f"more than {sheet.how.most_statements} statements", statement)
    return gathered(parts, list(people.names), list(statements.names), known)


def listed(known: Sequence[str]) -> Callable[[str], str]:
    """Return what tells the statement of an id, and refuses one that is not listed."""
    ids = set(known)

    def name_of(text: str) -> str:
        number = whole(text)
        if str(number) not in ids:
            raise Wrong("unknown_statement", "there is no such statement among those listed")
        return str(number)

    return name_of


def gathered(parts: list[tuple[Any, ...]], people: list[str], found: list[str], known: Sequence[str] | None) -> Events:
    """Put batches together; number the statements as they are known, or in the order of their ids."""
    names = sorted(found, key=by_id) if known is None else list(known)
    index = {name: number for number, name in enumerate(names)}
    kinds = (np.int32, np.int32, np.int8, np.int64)
    columns = zip(*parts, strict=True) if parts else [()] * 4
    person, statement, value, at = (np.concatenate([np.zeros(0, kind), *column]) for kind, column in zip(kinds, columns, strict=True))
    codes = np.array([index[name] for name in found], np.int32)
    return Events(people, names, person, codes[statement] if found else statement, value, at)


def by_id(name: str) -> tuple[bool, int, str]:
    """Sort ids: whole numbers by value, then other names."""
    number = whole(name)
    return (number is None, number or 0, name)
