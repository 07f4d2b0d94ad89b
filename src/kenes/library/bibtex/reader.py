"""Reading BibTeX: entries with their fields as they are written, and where each stands. Linear in the length of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kenes.library.errors import BadBibtex

MOST_CHARACTERS = 1_000_000
MOST_ENTRIES = 300
MOST_FIELDS = 80
LONGEST_VALUE = 30_000
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

BEGIN = re.compile(r"@\s*([A-Za-z]+)\s*([{(])|(\})")
SPACE = re.compile(r"\s*")
KEY = re.compile(r"[^\s,{}()=\"#%]*")
NAME = re.compile(r"[A-Za-z][\w.:+/-]*")
NUMBER = re.compile(r"\d+")
SWALLOWED = re.compile(r",[ \t]*\n\s*[A-Za-z]+[ \t]*=[ \t]*[{\"\d]|\n[ \t]*@[A-Za-z]+[ \t]*[{(]")
BRACES = re.compile(r"[{}]")
BRACES_AND_QUOTES = re.compile(r"[{}\"]")


@dataclass(frozen=True)
class Entry:
    """One entry: its fields by name in small letters, as they are written; `at` is the offset of each field's value, "" the entry's own."""

    type: str
    key: str
    fields: dict[str, str]
    at: dict[str, int]


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of a place in a text."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def read(text: str) -> list[Entry]:
    """Return the entries of a BibTeX file, or raise BadBibtex with line and column of the first fault."""
    return list(Reader(text.replace("\r\n", "\n").replace("\r", "\n")).entries())


class Reader:
    """A walk through a text, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text.removeprefix("\ufeff")
        self.strings = {month: str(number) for number, month in enumerate(MONTHS, start=1)}
        self.here = 0
        if len(self.text) > MOST_CHARACTERS:
            raise self.fault(_("the file is too long: at most %(most)s characters") % {"most": MOST_CHARACTERS}, MOST_CHARACTERS)

    def fault(self, why: object, at: int) -> BadBibtex:
        return BadBibtex(why, *place(self.text, at))

    def entries(self) -> Iterator[Entry]:
        """Go from entry to entry; what stands between them is a comment."""
        many = 0
        while match := BEGIN.search(self.text, self.here):
            if match[3]:
                raise self.fault(_("a closing brace that nothing opened: the entry before it was closed too early"), match.start())
            kind, closing = match[1].lower(), "}" if match[2] == "{" else ")"
            opened, self.here = match.end() - 1, match.end()
            if kind == "comment":
                self.here = self.closing_brace(opened) if closing == "}" else self.here
            elif kind == "preamble":
                self.value(opened)
                self.close(closing, opened)
            elif kind == "string":
                name, _at, value = self.assignment(opened)
                self.strings[name] = value
                self.close(closing, opened)
            else:
                many += 1
                if many > MOST_ENTRIES:
                    raise self.fault(_("too many entries: at most %(most)s at once") % {"most": MOST_ENTRIES}, match.start())
                yield self.entry(kind, closing, opened, match.start())

    def entry(self, kind: str, closing: str, opened: int, begun: int) -> Entry:
        found = Entry(kind, self.take(KEY), {}, {"": begun})
        try:
            self.fill(found, closing, opened)
        except BadBibtex:
            # Where a brace is missing, all that follows belongs to its value, and the fault shows much later.
            if swollen := next((name for name, value in found.fields.items() if SWALLOWED.search(value)), None):
                raise self.fault(_("the braces of this field seem never to be closed"), found.at[swollen]) from None
            raise
        return found

    def fill(self, found: Entry, closing: str, opened: int) -> None:
        while self.skip() == ",":
            self.here += 1
            if self.skip() == closing:
                break
            name, where, value = self.assignment(opened)
            if name in found.fields:
                raise self.fault(_("the field “%(name)s” is there twice") % {"name": name}, where)
            if len(found.fields) == MOST_FIELDS:
                raise self.fault(_("too many fields in one entry: at most %(most)s") % {"most": MOST_FIELDS}, where)
            found.fields[name], found.at[name] = value, where
        self.close(closing, opened)

    def assignment(self, opened: int) -> tuple[str, int, str]:
        """Read `name = value`; return the name, where it stands, and the value."""
        self.skip(opened)
        where = self.here
        name = self.take(NAME).lower()
        if not name:
            raise self.fault(_("the name of a field is expected here"), where)
        if self.skip(opened) != "=":
            raise self.fault(_("“=” is expected after the name of a field"), self.here)
        self.here += 1
        return name, where, self.value(opened)

    def value(self, opened: int) -> str:
        """Read a value: pieces in braces or quotation marks, numbers or names, joined by #."""
        self.skip(opened)
        begun = self.here
        pieces = [self.piece(opened)]
        while self.skip() == "#":
            self.here += 1
            pieces.append(self.piece(opened))
        whole = "".join(pieces)
        if len(whole) > LONGEST_VALUE:
            raise self.fault(_("this value is too long: at most %(most)s characters") % {"most": LONGEST_VALUE}, begun)
        return whole

    def piece(self, opened: int) -> str:
        sign, begun = self.skip(opened), self.here
        if sign == "{":
            self.here = self.closing_brace(begun)
            return self.text[begun + 1 : self.here - 1]
        if sign == '"':
            self.here = self.closing_quote(begun)
            return self.text[begun + 1 : self.here - 1]
        if number := self.take(NUMBER):
            return number
        name = self.take(NAME).lower()
        if name not in self.strings:
            raise self.fault(_("a value in braces or quotation marks, or a number, is expected here"), begun)
        return self.strings[name]

    def closing_brace(self, begun: int) -> int:
        """Return the offset behind the brace that closes the one at `begun`."""
        depth = 0
        for match in BRACES.finditer(self.text, begun):
            depth += 1 if match[0] == "{" else -1
            if depth == 0:
                return match.end()
        raise self.fault(_("this brace is never closed"), begun)

    def closing_quote(self, begun: int) -> int:
        depth = 0
        for match in BRACES_AND_QUOTES.finditer(self.text, begun + 1):
            if match[0] == '"':
                if depth == 0:
                    return match.end()
                continue
            depth += 1 if match[0] == "{" else -1
            if depth < 0:
                raise self.fault(_("a closing brace that nothing opened inside these quotation marks"), match.start())
        raise self.fault(_("this quotation mark is never closed"), begun)

    def close(self, closing: str, opened: int) -> None:
        if self.skip(opened) != closing:
            raise self.fault(_("a comma or the end of the entry is expected here"), self.here)
        self.here += 1

    def take(self, pattern: re.Pattern[str]) -> str:
        """Return what matches here, possibly nothing, and go behind it."""
        match = pattern.match(self.text, self.here)
        if match is None:
            return ""
        self.here = match.end()
        return match[0]

    def skip(self, opened: int | None = None) -> str:
        """Go over white space; return the sign that stands there. At the end, the entry that `opened` is not closed."""
        self.take(SPACE)
        if self.here < len(self.text):
            return self.text[self.here]
        if opened is not None:
            raise self.fault(_("this entry is never closed"), opened)
        return ""
