"""A roster as a table: what its columns are called, and what is wrong with its cells."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from kenes.base.sheets import Table
from kenes.base.text import LANGUAGES, Text, UnusableText, clean, fold
from kenes.councils.errors import Fault
from kenes.councils.models import Council, Member, Profession, Region, Side, SideRegion
from kenes.councils.queries import plain

# What heads a column, in any of our languages; the first is what templates and messages use.
COLUMNS = {
    "number": ("number", "no", "№", "seat", "номер", "нөмір", "нөмірі"),
    "side": ("side", "сторона", "тарап"),
    "region": ("region", "регион", "өңір"),
    "professions": ("professions", "profession", "profession(s)", "walk of life", "сфера деятельности", "сфера", "қызмет саласы"),
    "role": ("role", "роль", "рөл", "рөлі"),
    "topics": ("topics", "темы", "тақырыптар"),
    "term_from": ("term_from", "from", "срок с", "мерзімі басталады", "басталуы"),
    "term_to": ("term_to", "to", "срок по", "мерзімі аяқталады", "аяқталуы"),
    "email": ("email", "e-mail", "почта", "эл. почта", "пошта", "эл. пошта"),
    "name": ("name", "имя", "фио", "аты", "аты-жөні"),
}
ROLES = {
    "member": ("member", "член совета", "член", "эксперт", "мүше", "сарапшы"),
    "moderator": ("moderator", "модератор"),
    "secretary": ("secretary", "секретарь", "хатшы"),
    "chair": ("chair", "председатель", "төраға"),
    "observer": ("observer", "наблюдатель", "бақылаушы"),
}
MOST_FAULTS = 200


@dataclass
class Row:
    """One seat of a roster, understood."""

    number: int | None = None
    side: Side | None = None
    region: Region | None = None
    professions: list[Profession] = field(default_factory=list)
    role: str = Member.Role.MEMBER
    topics: list[str] = field(default_factory=list)
    term_from: date | None = None
    term_to: date | None = None
    email: str = ""
    name: str = ""

    @property
    def role_words(self) -> str:
        return str(Member.Role(self.role).label)


class Unusable(Exception):
    """A cell cannot be used; the message says why."""


class RosterReader:
    """Reads a table against a council as it is now: `rows` of seats, and `faults` with row and column."""

    def __init__(self, council: Council, by: Member, table: Table) -> None:
        self.by, self.table = by, table
        self.rows: list[Row] = []
        self.faults: list[Fault] = []
        self.sides = list(council.sides.all())
        self.regions: dict[int, dict[str, Region]] = {side.pk: {} for side in self.sides}
        for place in SideRegion.objects.filter(side__council=council).select_related("region"):
            self.regions[place.side_id] |= dict.fromkeys(called(place.region), place.region)
        self.professions = {name: row for row in Profession.objects.all() for name in {row.code, *spellings(row.name)}}
        self.numbers = set(council.members.values_list("number", flat=True))
        self.emails: set[str] = set()
        self.read()

    def read(self) -> None:
        places = self.heading(self.table[0])
        if self.faults:
            return
        for at, cells in enumerate(self.table[1:], start=2):
            if any(cells) and len(self.faults) < MOST_FAULTS:
                self.read_row(at, {key: cells[place] if place < len(cells) else "" for key, place in places.items()})
        if not self.rows and not self.faults:
            self.faults.append(Fault(2, "", _("There is no row below the heading.")))

    def heading(self, cells: list[str]) -> dict[str, int]:
        """Return where each column stands."""
        names = {alias: key for key, aliases in COLUMNS.items() for alias in aliases}
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            key = names.get(" ".join(fold(cell).split()))
            if key is None:
                if cell:
                    self.fault(1, cell, _("There is no such column. Known ones: %(known)s.") % {"known": ", ".join(COLUMNS)})
            elif key in places:
                self.fault(1, cell, _("This column appears twice."))
            else:
                places[key] = place
        for key in ("region", "professions"):
            if key not in places and not self.faults:
                self.fault(1, key, _("This column is missing."))
        return places

    def fault(self, row: int, column: str, what: str) -> None:
        self.faults.append(Fault(row, column, what))

    def read_row(self, at: int, cells: Mapping[str, str]) -> None:
        row, before = Row(), len(self.faults)
        readers: dict[str, Callable[[Row, str], None]] = {
            "number": self.number,
            "side": self.side,
            "role": self.role,
            "region": self.region,
            "professions": self.profession,
            "topics": self.topics,
            "term_from": self.term_from,
            "term_to": self.term_to,
            "email": self.email,
            "name": self.name,
        }
        for key, reader in readers.items():
            try:
                reader(row, " ".join(clean(cells.get(key, "")).split()))
            except UnusableText:
                self.fault(at, key, _("This cell holds characters that cannot be stored."))
            except Unusable as error:
                self.fault(at, key, str(error))
        if len(self.faults) == before:
            self.rows.append(row)

    def number(self, row: Row, cell: str) -> None:
        if not cell:
            return
        if not re.fullmatch(r"[0-9]{1,6}", cell) or int(cell) < 1:
            raise Unusable(_("“%(cell)s” is not a seat number.") % {"cell": cell})
        if int(cell) in self.numbers:
            raise Unusable(_("Seat %(number)s exists already, or stands here twice.") % {"number": cell})
        row.number = int(cell)
        self.numbers.add(row.number)

    def side(self, row: Row, cell: str) -> None:
        wanted = fold(cell)
        found = [side for side in self.sides if wanted in {str(side.order + 1), fold(side.country_id), *spellings(side.name)}]
        if not cell and len(self.sides) == 1:
            found = self.sides
        if not cell and not found:
            raise Unusable(_("Say of which side this seat is: its name, country code or number."))
        if not found:
            raise Unusable(_("This council has no side “%(cell)s”.") % {"cell": cell})
        if found[0].pk != self.by.side_id:
            raise Unusable(_("Each secretariat seats only its own side."))
        row.side = found[0]

    def role(self, row: Row, cell: str) -> None:
        wanted = fold(cell)
        codes = [code for code, names in ROLES.items() if wanted in names]
        if cell and not codes:
            raise Unusable(_("There is no role “%(cell)s”.") % {"cell": cell})
        row.role = codes[0] if codes else Member.Role.MEMBER

    def region(self, row: Row, cell: str) -> None:
        if not cell:
            if row.role == Member.Role.MEMBER:
                raise Unusable(_("A member speaks from a region: name it."))
            return
        if row.side is None:
            return  # the fault is the side's
        row.region = self.regions[row.side.pk].get(fold(cell))
        if row.region is None:
            raise Unusable(_("“%(cell)s” is no region of this side.") % {"cell": cell})

    def profession(self, row: Row, cell: str) -> None:
        for name in filter(None, (part.strip() for part in re.split(r"[;,|]", cell))):
            found = self.professions.get(fold(name))
            if found is None:
                raise Unusable(_("“%(cell)s” is no walk of life that this council knows.") % {"cell": name})
            row.professions.append(found)
        if not row.professions and row.role == Member.Role.MEMBER:
            raise Unusable(_("Name at least one walk of life."))

    def topics(self, row: Row, cell: str) -> None:
        row.topics = [topic[:80] for topic in filter(None, (part.strip() for part in re.split(r"[;,|]", cell)))][:12]

    def term_from(self, row: Row, cell: str) -> None:
        row.term_from = day(cell)

    def term_to(self, row: Row, cell: str) -> None:
        row.term_to = day(cell)
        if row.term_from and row.term_to and row.term_to < row.term_from:
            raise Unusable(_("The term ends before it begins."))

    def email(self, row: Row, cell: str) -> None:
        row.email = cell.lower()
        if not cell:
            return
        try:
            validate_email(cell)
        except ValidationError:
            raise Unusable(_("“%(cell)s” is not an e-mail address.") % {"cell": cell}) from None
        if row.email in self.emails:
            raise Unusable(_("This e-mail stands here twice."))
        self.emails.add(row.email)

    def name(self, row: Row, cell: str) -> None:
        if len(cell) > 120:
            raise Unusable(_("At most %(most)s characters.") % {"most": 120})
        row.name = cell


def day(cell: str) -> date | None:
    """Return a day written 2026-03-31 or 31.03.2026."""
    if not cell:
        return None
    try:
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", cell):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise Unusable(_("“%(cell)s” is not a day. Write it as 2026-03-31 or 31.03.2026.") % {"cell": cell})


def called(region: Region) -> set[str]:
    """Return all that a region may be called in a roster."""
    return {fold(region.code), *spellings(region.name), *spellings(region.short)}


def spellings(text: Text) -> set[str]:
    return {fold(plain(text.render(code).text)) for code in LANGUAGES}
