"""What a preview says about a file: what blocks it, what somebody has to decide, what to know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter


class Level(StrEnum):
    ERROR = "error"  # the file, or what was typed, has to be put right
    DECISION = "decision"  # somebody has to say which it is
    NOTE = "note"  # nothing to do


@dataclass(frozen=True)
class Option:
    """One way to decide. Commands name it by its value."""

    value: str
    label: str


@dataclass(frozen=True)
class Finding:
    """One thing that a preview says, with its place in the file."""

    level: Level
    code: str
    message: str
    where: str = ""
    about: str = ""  # with the code, what an answer is kept under
    options: tuple[Option, ...] = ()
    chosen: str = ""
    more: int = 0  # places like this one, besides
    details: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.code}:{self.about}" if self.about else self.code

    @property
    def blocks(self) -> bool:
        return self.level == Level.ERROR or (self.level == Level.DECISION and not self.chosen)


def at(sheet: str, row: int | None = None, column: int | None = None, field: str = "") -> str:
    """Return a place in a file as people look it up. Rows and columns count from 0 here, from 1 there."""
    if row is None:
        return _("sheet “%(sheet)s”") % {"sheet": sheet} if sheet else ""
    if field:
        words = {"row": row + 1, "field": field, "sheet": sheet}
        return _("sheet “%(sheet)s”, row %(row)s, %(field)s") % words if sheet else _("row %(row)s, %(field)s") % words
    cell = f"{get_column_letter((column or 0) + 1)}{row + 1}"
    return _("sheet “%(sheet)s”, cell %(cell)s") % {"sheet": sheet, "cell": cell} if sheet else _("cell %(cell)s") % {"cell": cell}


def error(code: str, message: str, where: str = "", *, more: int = 0) -> Finding:
    return Finding(Level.ERROR, code, message, where, more=more)


def note(code: str, message: str, where: str = "", *, more: int = 0, details: Sequence[str] = ()) -> Finding:
    return Finding(Level.NOTE, code, message, where, more=more, details=tuple(details))


def decision(
    code: str,
    message: str,
    options: Sequence[tuple[str, str]],
    answers: Mapping[str, str],
    *,
    where: str = "",
    about: str = "",
    more: int = 0,
) -> Finding:
    """Return a decision with the answer that was given, where it is one of the options. The first option is the usual one."""
    made = Finding(Level.DECISION, code, message, where, about, options=tuple(Option(value, label) for value, label in options), more=more)
    answer = answers.get(made.key) or answers.get(code) or ""
    if answer == "usual":
        answer = options[0][0]
    return replace(made, chosen=answer if answer in dict(options) else "")
