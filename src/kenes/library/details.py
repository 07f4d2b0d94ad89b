"""What is said of a paper beyond its title and abstract, checked: the same for pages and for BibTeX files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from kenes.base.errors import Invalid
from kenes.base.text import fold
from kenes.councils import checks
from kenes.councils.errors import TextTooLong
from kenes.library.errors import TooManyNames, UnusableDate, UnusableDoi, UnusableLanguage, UnusableLink
from kenes.library.models import Paper

LINES = {"publisher": 300, "coverage": 300, "source": 500, "rights": 300}
# How many entries, and how long each may be.
NAMES = {"creators": (200, 200), "contributors": (200, 200), "subjects": (50, 100), "relations": (50, 500)}
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
LANGUAGE = re.compile(r"[a-z]{2,3}")
DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"{}]+")
BEFORE_DOI = re.compile(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Details:
    """The metadata of a paper besides title and abstract."""

    creators: Sequence[str] = ()
    contributors: Sequence[str] = ()
    publisher: str = ""
    date: str = ""
    type: str = Paper.Type.REPORT
    subjects: Sequence[str] = ()
    languages: Sequence[str] = ()
    coverage: str = ""
    source: str = ""
    relations: Sequence[str] = ()
    rights: str = ""
    doi: str = ""
    link: str = ""
    bibtex: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, paper: Paper) -> "Details":
        return cls(**{f.name: getattr(paper, f.name) for f in fields(cls)})

    def usable(self) -> dict[str, Any]:
        """Return the columns of a paper, or refuse what cannot be kept, naming the field."""
        if self.type not in Paper.Type.values:
            raise Invalid(field="type")
        found: dict[str, Any] = {name: checks.line(getattr(self, name), name, most=most) for name, most in LINES.items()}
        found |= {name: names(getattr(self, name), name, *most) for name, most in NAMES.items()}
        found |= {"type": self.type, "date": day(self.date), "languages": languages(self.languages), "bibtex": self.bibtex}
        found |= {"doi": checks.line(self.doi, "doi", most=200), "doi_folded": doi(self.doi), "link": address(self.link)}
        return found | {"year": int(found["date"][:4]) if found["date"] else None, "folded": folded(found)}


def names(given: Sequence[str], name: str, many: int, length: int) -> list[str]:
    """Return entries of one line each, none of them empty or twice."""
    try:
        found = [checks.line(entry, name, most=length) for entry in given]
    except TextTooLong:
        raise TooManyNames(field=name, most=many, length=length) from None
    found = list(dict.fromkeys(entry for entry in found if entry))
    if len(found) > many:
        raise TooManyNames(field=name, most=many, length=length)
    return found


def day(given: str, name: str = "date") -> str:
    """Return a year, a month or a day in ISO form, possibly empty."""
    given = checks.line(given, name, most=10)
    if not given:
        return ""
    match = DATE.fullmatch(given)
    try:
        if match is None or not 1000 <= int(match[1]) <= 2999:
            raise ValueError
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise UnusableDate(field=name) from None
    return given


def languages(given: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(code.strip().lower() for code in given if code.strip()))
    if len(found) > 10 or any(not LANGUAGE.fullmatch(code) for code in found):
        raise UnusableLanguage(field="languages")
    return found


def doi(given: str) -> str:
    """Return a DOI as it is compared: alone and without case."""
    bare = BEFORE_DOI.sub("", given).strip()
    if bare and not DOI.fullmatch(bare):
        raise UnusableDoi(field="doi")
    return bare.lower()


def address(given: str, name: str = "link") -> str:
    given = checks.line(given, name, most=1000)
    try:
        if given:
            is_address(given)
    except ValidationError:
        raise UnusableLink(field=name) from None
    return given


def folded(found: dict[str, Any]) -> str:
    """Return what the list is filtered by, a line each."""
    lines = [f"subject:{fold(subject)}" for subject in found["subjects"]] + [f"language:{code}" for code in found["languages"]]
    return "".join(f"\n{line}" for line in lines) + "\n"
