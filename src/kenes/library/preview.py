"""What a BibTeX file would share: each entry with what is wrong with it and whether the council has it already. Nothing is stored."""

from dataclasses import dataclass

from kenes.base.errors import KenesError
from kenes.base.text import fold
from kenes.councils import checks
from kenes.councils.models import Council
from kenes.library.acts import Wanted
from kenes.library.acts.papers import ABSTRACT_MOST, TITLE_MOST
from kenes.library.bibtex import Entry, Found, found_in, read
from kenes.library.bibtex.reader import place
from kenes.library.models import Paper
from kenes.library.queries import shared_before


@dataclass(frozen=True)
class Line:
    """One entry of a file. `why` says what keeps it from being shared, at a line and column; `known` is the paper that it repeats."""

    number: int
    entry: Entry
    found: Found
    line: int
    column: int
    why: str = ""
    known: Paper | None = None

    @property
    def creators(self) -> str:
        return "; ".join(self.found.details.creators[:3])

    @property
    def type_label(self) -> str:
        return str(Paper.Type(self.found.details.type).label)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.found.title, self.found.abstract, self.found.details)


@dataclass(frozen=True)
class Preview:
    """A file as it was read."""

    text: str
    lines: list[Line]

    @property
    def usable(self) -> list[Line]:
        return [line for line in self.lines if not line.why]

    @property
    def faulty(self) -> list[Line]:
        return [line for line in self.lines if line.why]


def preview_of(council: Council, text: str) -> Preview:
    """Read a file, or raise BadBibtex with the place of the first fault in its grammar."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    found = [(entry, found_in(entry)) for entry in read(text)]
    dois: list[str] = []
    lines: list[Line] = []
    for number, (entry, one) in enumerate(found):
        at, why, doi = one.at[""], "", ""
        try:
            checks.prose(one.title, "title", most=TITLE_MOST)
            if one.abstract:
                checks.prose(one.abstract, "abstract", most=ABSTRACT_MOST)
            doi = str(one.details.usable()["doi_folded"])
        except KenesError as error:
            at, why = one.at.get(error.field or "", at), str(error)
        dois.append(doi)
        lines.append(Line(number, entry, one, *place(text, at), why=why))
    known = shared_before(council, dois, [fold(one.title.original_text) for _entry, one in found])
    return Preview(text, [repeated(line, doi, known) for line, doi in zip(lines, dois, strict=True)])


def repeated(line: Line, doi: str, known: dict[str, Paper]) -> Line:
    paper = known.get(doi) if doi else None
    paper = paper or known.get(fold(line.found.title.original_text))
    return Line(line.number, line.entry, line.found, line.line, line.column, line.why, paper)
