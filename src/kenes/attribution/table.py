"""The attribution rules as a table: which reader sees which field of a contribution, under which rule.

Pages that show a contribution ask this table about its author, language, time and files. Who knows of a closed matter at all, and that
what comes from nobody has no thread, follows from the rule itself and is decided where such things are read. docs/methods/attribution.md
explains the table, `attribution-rules` prints it, and a form shows its part before anybody writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kenes.attribution.models import Attribution
from kenes.councils.models import Member


class Occasion(StrEnum):
    """Where something is said."""

    DELIBERATION = "deliberation"
    MEETING = "meeting"


class Reader(StrEnum):
    """Who reads. The order is that of the rows below."""

    AUTHOR = "author"
    OWN_SIDE = "own side"  # members of the author's side who take part
    OTHER_SIDE = "other side"
    OUTSIDE = "outside"  # members of the council who do not take part
    STAFF = "staff"  # secretariat and moderators, of either side
    VISITOR = "visitor"
    RECORD = "record"  # whoever downloads the record


class Field(StrEnum):
    """What there is to know about a contribution."""

    TEXT = "text"
    NAME = "name"  # and seat
    SIDE = "side"
    REGION = "region"
    PROFESSION = "profession"
    PSEUDONYM = "pseudonym"
    LANGUAGE = "language"  # in which it was written
    TIME = "time"
    ATTENDANCE = "attendance"
    ONLINE = "online"
    HISTORY = "history"
    FILES = "files"  # who made them, when, with what


class Shown(StrEnum):
    """How much of a field a reader sees."""

    FULL = "F"
    NONE = "-"
    DAY = "D"  # the day, of the batch
    BEFORE = "B"  # moderators, until it is released: somebody must read and translate it
    AFTER = "A"  # when it is over, where its issue is public
    HASH = "H"  # a salted fingerprint, which proves a text to who has it
    OWN = "O"  # only that it is one's own
    STRIPPED = "S"  # without traces
    OF_SIDE = "K"  # each secretariat that of its own side
    NUMBERS = "C"
    AT_END = "E"  # numbers, when it is over


# A row a field, a letter a reader: author, own side, other side, outside, staff, visitor, record.
ROWS: Mapping[tuple[Occasion, Attribution], Mapping[Field, str]] = {
    (Occasion.DELIBERATION, Attribution.OPEN): {
        Field.TEXT: "FFFFFAH",
        **dict.fromkeys((Field.NAME, Field.SIDE, Field.REGION, Field.PROFESSION), "F---F--"),
        Field.LANGUAGE: "FFFFFA-",
        Field.TIME: "FFFFFAF",
        Field.ATTENDANCE: "FFFFFCC",
        Field.HISTORY: "FFFFFAF",
    },
    (Occasion.DELIBERATION, Attribution.CHATHAM): {
        Field.TEXT: "FFFFFAH",
        Field.NAME: "O------",
        **dict.fromkeys((Field.SIDE, Field.REGION, Field.PROFESSION), "-------"),
        Field.PSEUDONYM: "FFFFF--",
        Field.LANGUAGE: "----B--",
        Field.TIME: "DDDDDDD",
        Field.ATTENDANCE: "EEEEEEE",
        Field.HISTORY: "DDDDDDD",
    },
    (Occasion.DELIBERATION, Attribution.CLOSED): {
        Field.TEXT: "FFF-F-H",
        **dict.fromkeys((Field.NAME, Field.SIDE, Field.REGION, Field.PROFESSION), "F---F--"),
        Field.LANGUAGE: "FFF-F--",
        Field.TIME: "FFF-F-F",
        Field.ATTENDANCE: "FFF-F-C",
        Field.HISTORY: "FFF-F-F",
    },
    (Occasion.MEETING, Attribution.OPEN): {
        Field.TEXT: "FFFFF-H",
        **dict.fromkeys((Field.NAME, Field.SIDE, Field.REGION, Field.PROFESSION), "FFFFF--"),
        Field.LANGUAGE: "FFFFF--",
        Field.TIME: "FFFFF-F",
        Field.ATTENDANCE: "FFFFFC-",
        Field.ONLINE: "FFFFFC-",
        Field.HISTORY: "FFFFF-F",
        Field.FILES: "FFFFF--",
    },
    (Occasion.MEETING, Attribution.CHATHAM): {
        Field.TEXT: "FFFFF-H",
        Field.NAME: "O------",
        **dict.fromkeys((Field.SIDE, Field.REGION, Field.PROFESSION), "-------"),
        Field.PSEUDONYM: "FFFFF--",
        Field.LANGUAGE: "----B--",
        Field.TIME: "DDDDD-D",
        Field.ATTENDANCE: "----K--",
        Field.ONLINE: "----K--",
        Field.HISTORY: "DDDDD-D",
        Field.FILES: "SSSSS--",
    },
    (Occasion.MEETING, Attribution.CLOSED): {
        Field.TEXT: "FFF-F-H",
        **dict.fromkeys((Field.NAME, Field.SIDE, Field.REGION, Field.PROFESSION), "FFF-F--"),
        Field.LANGUAGE: "FFF-F--",
        Field.TIME: "FFF-F-F",
        Field.ATTENDANCE: "FFF-F--",
        Field.ONLINE: "FFF-F--",
        Field.HISTORY: "FFF-F-F",
        Field.FILES: "FFF-F--",
    },
}
READERS = tuple(Reader)


def shown(occasion: Occasion | str, rule: Attribution | str, reader: Reader, field: Field) -> Shown:
    """Return how much of a field a reader sees; a field that the table does not list is seen by nobody."""
    row = ROWS[Occasion(occasion), Attribution(rule)].get(field)
    return Shown(row[READERS.index(reader)]) if row else Shown.NONE


@dataclass(frozen=True)
class Sight:
    """What one reader sees of one contribution."""

    occasion: Occasion
    rule: Attribution
    reader: Reader

    def how(self, field: Field) -> Shown:
        """Return how much of a field is seen."""
        return shown(self.occasion, self.rule, self.reader, field)

    def shows(self, field: Field, *, over: bool = False) -> bool:
        """Whether a field is seen as it is. `over`: the meeting or deliberation has ended, and visitors may read it."""
        how = self.how(field)
        return how in (Shown.FULL, Shown.OF_SIDE) or (over and how in (Shown.AFTER, Shown.AT_END))


def sight_of(
    occasion: Occasion | str, rule: Attribution | str, *, reader: Member | None, author: Member | None = None, takes_part: bool = True
) -> Sight:
    """Return what a reader sees of a contribution by `author` (None where it has none); `reader` None is a visitor."""
    return Sight(Occasion(occasion), Attribution(rule), reader_of(reader, author=author, takes_part=takes_part))


def reader_of(reader: Member | None, *, author: Member | None = None, takes_part: bool = True) -> Reader:
    """Return as whom somebody reads: with what is theirs first, then with what their role lets them see."""
    if reader is None:
        return Reader.VISITOR
    if author is not None and reader.pk == author.pk:
        return Reader.AUTHOR
    if reader.moderates:
        return Reader.STAFF
    if not takes_part:
        return Reader.OUTSIDE
    return Reader.OWN_SIDE if author is not None and reader.side_id == author.side_id else Reader.OTHER_SIDE


def groups(occasion: Occasion | str, rule: Attribution | str) -> list[Sequence[Reader]]:
    """Return readers in groups that see the same of everything, in order: what a small screen can show."""
    rows = ROWS[Occasion(occasion), Attribution(rule)].values()
    found: dict[str, list[Reader]] = {}
    for place, reader in enumerate(READERS):
        found.setdefault("".join(row[place] for row in rows), []).append(reader)
    return list(found.values())
