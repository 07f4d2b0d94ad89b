"""What is known of people beside their votes: sides, regions, professions, or the groups that another program found."""

from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from kenes.engine.exports.cells import Codes, Wrong, identified
from kenes.engine.exports.events import PARTICIPANT
from kenes.engine.exports.export import Note, Place, Reading, UnreadableExport
from kenes.engine.exports.json_rows import whole_object
from kenes.engine.exports.reading import EVERYTHING, SEPARATORS, starts_like_json
from kenes.engine.exports.sheets import Sheet
from kenes.engine.votes import Ints

LONGEST_LABEL = 200
MOST_CELLS = 100  # different labels, or groups, that people can be divided by
MOST_LABELS = 1000  # different values of one column
Labels = dict[str, tuple[Ints, list[str]]]


def read_labels(path: Path, participants: list[str], *, how: Reading = EVERYTHING, notes: list[Note] | None = None) -> Labels:
    """Read a CSV: a line a person, column participant (or member, voter-id), then any columns of labels such as side or region.

    Returns, by the column's name in the order of the file, (codes, names): codes of shape (P,) index names, -1 where the person is
    not listed or the cell is empty; names are sorted. Rows of people who have not voted are not used (a note says how many).
    Raises UnreadableExport for a damaged file, a person listed twice, more than 1,000 different labels in a column, or when
    it lists nobody, or nobody who has voted.
    """
    sheet = Sheet(path, how, SEPARATORS)
    column = sheet.column(PARTICIPANT)
    kinds = {name: Codes(sheet, index, label) for index, name in enumerate(sheet.head) if index != column and name}
    if not kinds:
        Place(sheet.name, 1).refuse("no_column", "a column of labels is missing", "side")
    place = {name: number for number, name in enumerate(participants)}
    people = Codes(sheet, column, identified)
    found = {name: np.full(len(participants), -1, np.int64) for name in kinds}
    strangers = total = 0
    for start, rows in sheet.batches():
        who = people.of([row[column] for row in rows], start)
        bad = next((at for at, code in enumerate(who) if code != start + at), None)
        if bad is not None:
            sheet.refuse(start + bad, "person_twice", "this person is listed twice", column, rows[bad][column])
        where = [place.get(row[column].strip(), -1) for row in rows]
        strangers, total = strangers + where.count(-1), total + len(where)
        for name, codes in kinds.items():
            values = codes.of([row[codes.column] for row in rows], start)
            if len(codes.names) > MOST_LABELS:
                sheet.refuse(start, "many_labels", f"more than {MOST_LABELS} different labels", codes.column)
            for at, value in zip(where, values, strict=True):
                if at >= 0:
                    found[name][at] = value
    if strangers == total:
        refuse_all(sheet.name, total)
    if strangers and notes is not None:
        notes.append(Note("labels_unmatched", strangers, sheet.name))
    return {name: in_order(codes, list(kinds[name].names)) for name, codes in found.items()}


def refuse_all(file: str, total: int) -> NoReturn:
    """Refuse a file of which no row is of use, out of so many."""
    if not total:
        raise UnreadableExport("no_rows", "the file lists nobody", file=file)
    raise UnreadableExport("no_match", "nobody listed here has voted: the ids are others", file=file)


def label(text: str) -> str:
    """Return a label; an empty one says that nothing is known."""
    if len(text) > LONGEST_LABEL or not (text.isprintable() or not text):
        raise Wrong("label", f"the label is longer than {LONGEST_LABEL} characters or does not print")
    return text


def in_order(codes: Ints, names: list[str]) -> tuple[Ints, list[str]]:
    """Return labels numbered by the alphabet, those that occur; the empty one becomes -1."""
    used = sorted({names[code] for code in np.unique(codes[codes >= 0]).tolist()} - {""})
    numbers = {name: number for number, name in enumerate(used)}
    table = np.array([*(numbers.get(name, -1) for name in names), -1], np.int64)
    return table[codes], used


def read_groups(
    path: Path, participants: list[str], *, how: Reading = EVERYTHING, notes: list[Note] | None = None
) -> tuple[Ints, list[str]]:
    """Read groups of people: a CSV with columns participant and group, or Polis's math-pca2.json, whose groups are spelt out.

    Returns (groups, names): groups of shape (P,) index names, -1 for those in none. Raises UnreadableExport, also
    for a CSV with nobody, or with more than 100 groups, in its column of groups.
    """
    if starts_like_json(path):
        return groups_of_polis(Place(path.name), whole_object(path), participants)
    sheet = Sheet(path, how, SEPARATORS)
    column = sheet.column(("group", "group-id"))
    groups, names = read_labels(path, participants, how=how, notes=notes)[sheet.head[column]]
    if not names:
        raise UnreadableExport("no_rows", "nobody who has voted is in a group", file=sheet.name, column=sheet.head[column])
    if len(names) > MOST_CELLS:
        raise UnreadableExport("many_labels", f"more than {MOST_CELLS} groups", file=sheet.name, column=sheet.head[column])
    return groups, names


def groups_of_polis(place: Place, result: dict[str, Any], participants: list[str]) -> tuple[Ints, list[str]]:
    """Return the groups in Polis's result: members of a group are base clusters, members of those are people."""
    try:
        base = result["base-clusters"]
        members = dict(zip(base["id"], base["members"], strict=True))
        groups = sorted(result["group-clusters"], key=lambda group: int(group["id"]))
        group_of = {
            str(int(person)): number for number, group in enumerate(groups) for cluster in group["members"] for person in members[cluster]
        }
        names = [str(int(group["id"])) for group in groups]
    except (KeyError, TypeError, ValueError):
        place.refuse("not_math", "this is no result of Polis: base-clusters and group-clusters are needed")
    if not set(group_of) & set(participants):
        place.refuse("no_match", "nobody listed here has voted: the ids are others")
    return np.array([group_of.get(name, -1) for name in participants], np.int64), names
