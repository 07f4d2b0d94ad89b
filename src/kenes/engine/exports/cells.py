"""Columns of text into columns of numbers, by the batch; the first cell that is none is named."""

from collections.abc import Callable, Sequence

import numpy as np

from kenes.engine.exports.export import LATEST_TIME, LONGEST_ID
from kenes.engine.exports.sheets import Sheet
from kenes.engine.votes import Ints

WORDS = {"-1": -1, "0": 0, "1": 1, "+1": 1, "-1.0": -1, "0.0": 0, "1.0": 1, "disagree": -1, "pass": 0, "agree": 1}
VOTE = "a vote is -1, 0 or 1 (or agree, pass, disagree)"


def whole(text: str) -> int | None:
    """Return a whole number of at most 18 characters; None for anything else."""
    text = text.strip()
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(text) <= 18 else None


class Wrong(Exception):
    """A cell that cannot be used; its reader knows the place."""

    def __init__(self, code: str, what: str) -> None:
        self.code, self.what = code, what


def identified(text: str) -> str:
    """Return the name of a person, of a statement or of a label."""
    if not 0 < len(text) <= LONGEST_ID or not text.isprintable():
        raise Wrong("voter", f"the id is missing, longer than {LONGEST_ID} characters, or does not print")
    return text


class Codes:
    """Numbers for the different texts of a column, in the order in which they appear.

    `name_of` returns what a text (without space around it) names; texts of one name get one number. It raises Wrong.
    """

    def __init__(self, sheet: Sheet, column: int, name_of: Callable[[str], str]) -> None:
        self.sheet, self.column, self.name_of = sheet, column, name_of
        self.as_written: dict[str, int] = {}
        self.names: dict[str, int] = {}

    def of(self, cells: Sequence[str], start: int) -> list[int]:
        """Return the code of each cell. A text is looked at once, however often it stands there."""
        try:
            return list(map(self.as_written.__getitem__, cells))
        except KeyError:
            self.learn(cells, start)
            return list(map(self.as_written.__getitem__, cells))

    def learn(self, cells: Sequence[str], start: int) -> None:
        for at, text in enumerate(cells):
            if text not in self.as_written:
                try:
                    name = self.name_of(text.strip())
                except Wrong as wrong:
                    self.sheet.refuse(start + at, wrong.code, wrong.what, self.column, text)
                self.as_written[text] = self.names.setdefault(name, len(self.names))


def votes_of(sheet: Sheet, column: int, cells: Sequence[str], start: int) -> list[int]:
    """Return the votes in a column."""
    try:
        return list(map(WORDS.__getitem__, cells))
    except KeyError:
        known = {text: WORDS.get(text.strip().lower()) for text in set(cells)}
    if None in known.values():
        bad = next(index for index, text in enumerate(cells) if known[text] is None)
        sheet.refuse(start + bad, "vote_value", VOTE, column, cells[bad])
    return [known[text] for text in cells]  # type: ignore[misc]  # None was refused above


def moments_of(sheet: Sheet, column: int, cells: Sequence[str], start: int) -> Ints:
    """Return time stamps in milliseconds (files have milliseconds or seconds); 0 where a cell is empty."""
    joined = "".join(cells)
    if joined.isascii() and joined.isdigit() and all(cells) and max(map(len, cells)) <= 18:
        stamps = np.array(list(map(int, cells)), np.int64)
    else:
        stamps = np.array([moment(sheet, column, text, start + index) for index, text in enumerate(cells)], np.int64)
    if stamps.size and not 0 <= stamps.min() <= stamps.max() < LATEST_TIME:
        bad = int(np.argmax((stamps < 0) | (stamps >= LATEST_TIME)))
        sheet.refuse(start + bad, "time", "the time stamp is out of range", column, cells[bad])
    return milliseconds(stamps)


def moment(sheet: Sheet, column: int, text: str, row: int) -> int:
    if not text.strip():
        return 0
    number = whole(text)
    if number is None:
        sheet.refuse(row, "number", "a whole number is needed", column, text)
    return number


def milliseconds(stamps: Ints) -> Ints:
    return np.where(stamps > 10**11, stamps, stamps * 1000)
