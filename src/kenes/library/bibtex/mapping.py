"""What the fields of a BibTeX entry are in a paper, and back. What has no place here is kept as it is written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kenes.base.text import Text
from kenes.engine.similarity.language import KAZAKH, detect
from kenes.library.bibtex.latex import latex, plain, split
from kenes.library.bibtex.reader import MONTHS, Entry
from kenes.library.details import Details
from kenes.library.models import Paper

TYPES = {
    "article": Paper.Type.ARTICLE,
    **dict.fromkeys(("inbook", "incollection"), Paper.Type.CHAPTER),
    **dict.fromkeys(("book", "booklet", "proceedings"), Paper.Type.BOOK),
    **dict.fromkeys(("inproceedings", "conference"), Paper.Type.CONFERENCE),
    **dict.fromkeys(("techreport", "report", "manual"), Paper.Type.REPORT),
    **dict.fromkeys(("unpublished", "preprint"), Paper.Type.WORKING),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), Paper.Type.THESIS),
    "dataset": Paper.Type.DATASET,
}
# Paper's type -> BibTeX type, the field of its publisher, the field of what it stands in.
WRITTEN: dict[str, tuple[str, str, str]] = {
    Paper.Type.ARTICLE: ("article", "publisher", "journal"),
    Paper.Type.CHAPTER: ("incollection", "publisher", "booktitle"),
    Paper.Type.BOOK: ("book", "publisher", "series"),
    Paper.Type.CONFERENCE: ("inproceedings", "publisher", "booktitle"),
    Paper.Type.REPORT: ("techreport", "institution", "series"),
    Paper.Type.WORKING: ("unpublished", "institution", "series"),
    Paper.Type.THESIS: ("phdthesis", "school", "series"),
    Paper.Type.DATASET: ("dataset", "publisher", "series"),
    Paper.Type.OTHER: ("misc", "publisher", "series"),
}
PUBLISHERS = ("publisher", "institution", "school", "organization")
SOURCES = ("journal", "journaltitle", "booktitle", "series")
LANGUAGE_NAMES = {
    **dict.fromkeys(("kazakh", "қазақ", "қазақша", "казахский"), "kk"),
    **dict.fromkeys(("russian", "русский", "орысша"), "ru"),
    **dict.fromkeys(("english", "american", "british", "usenglish", "ukenglish", "английский", "ағылшынша"), "en"),
    "german": "de",
    "ngerman": "de",
    "french": "fr",
    "turkish": "tr",
    "uzbek": "uz",
    "kyrgyz": "ky",
    "chinese": "zh",
    "spanish": "es",
}
AND = re.compile(r"[ \t\n]+and[ \t\n]+", re.IGNORECASE)
COMMA = re.compile(r"[,;]")
SEMICOLON = re.compile(r";")


@dataclass(frozen=True)
class Found:
    """A paper as an entry describes it. `at` maps the paper's fields to the entry's, so that a refusal can name the place."""

    title: Text
    abstract: Text
    details: Details
    at: dict[str, int]


class Taken:
    """The fields of an entry, taken one by one; what is left is kept as written."""

    def __init__(self, entry: Entry) -> None:
        self.left, self.at = dict(entry.fields), entry.at
        self.places = {"": entry.at[""]}

    def raw(self, name: str, *fields: str) -> str:
        """Take the first of these fields that says something, for the paper's field `name`."""
        for field in fields:
            if self.left.get(field, "").strip():
                self.places[name] = self.at[field]
                return self.left.pop(field)
        return ""

    def text(self, name: str, *fields: str) -> str:
        return " ".join(plain(self.raw(name, *fields)).split())

    def several(self, name: str, field: str, separator: re.Pattern[str]) -> list[str]:
        found = [" ".join(plain(part).split()) for part in split(self.raw(name, field), separator) if part.strip().lower() != "others"]
        return [part for part in found if part]


def found_in(entry: Entry) -> Found:
    """Return a paper as an entry describes it."""
    take = Taken(entry)
    title, abstract = take.text("title", "title"), plain(take.raw("abstract", "abstract"))
    languages = language_codes(take)
    written_in = tongue(title, languages)
    details = Details(
        creators=take.several("creators", "author", AND),
        contributors=take.several("contributors", "editor", AND),
        publisher=take.text("publisher", *PUBLISHERS),
        date=dated(take),
        type=TYPES.get(entry.type, Paper.Type.OTHER),
        subjects=take.several("subjects", "keywords", COMMA),
        languages=languages,
        coverage=take.text("coverage", "coverage"),
        source=take.text("source", *SOURCES),
        relations=take.several("relations", "relation", SEMICOLON),
        rights=take.text("rights", "rights", "copyright"),
        doi=take.text("doi", "doi"),
        link=plain(take.raw("link", "url")),
        bibtex={"type": entry.type, "key": entry.key, "fields": take.left},
    )
    return Found(Text.of(written_in, title), Text.of(written_in, abstract), details, take.places)


def language_codes(take: Taken) -> list[str]:
    """Return the codes of a language field that names nothing but languages known here; else leave it."""
    raw = next((take.left[field] for field in ("language", "langid") if take.left.get(field)), "")
    names = [plain(part).strip().lower() for part in split(raw, COMMA)]
    codes = [LANGUAGE_NAMES.get(name, name) for name in names if name]
    if not codes or any(not re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
        return []
    take.raw("languages", "language", "langid")
    return codes


def tongue(title: str, languages: Sequence[str]) -> str:
    """Return which of our languages a title is in: what its letters tell; in those that Kazakh and Russian share, what is said."""
    said = {"kk", "ru"} & set(languages)
    found = detect(title)
    return said.pop() if found != "en" and len(said) == 1 and not KAZAKH.search(title) else found


def dated(take: Taken) -> str:
    """Return a date in ISO form from `date`, or from `year`, `month` and `day`, as far as they tell one."""
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", take.left.get("date", "").strip()):
        take.left.pop("year", None)
        take.left.pop("month", None)
        return take.text("date", "date")
    year = take.text("date", "year")
    month = take.left.get("month", "").strip().lower().strip(".")
    number = int(month) if month.isdecimal() else MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else 0
    if not re.fullmatch(r"\d{4}", year) or not 1 <= number <= 12:
        return year
    take.left.pop("month")
    day = take.left.get("day", "").strip()
    if day.isdecimal() and 1 <= int(day) <= 31:
        take.left.pop("day")
        return f"{year}-{number:02d}-{int(day):02d}"
    return f"{year}-{number:02d}"


def key_of(paper: Paper) -> str:
    """Return the key that a paper is cited by: the one that it was imported with, else one of its id."""
    return str(paper.bibtex.get("key") or f"kenes-{paper.public_id}")


def written(paper: Paper, key: str = "") -> str:
    """Return a paper as a BibTeX entry in UTF-8, under its own key or another one."""
    kept: dict[str, Any] = paper.bibtex
    kind, publisher, source = WRITTEN[paper.type]
    kind = (kept.get("type") or kind) if TYPES.get(kept.get("type", ""), Paper.Type.OTHER) == paper.type else kind
    fields = {
        "title": f"{{{latex(paper.title.original_text)}}}",
        "author": joined(paper.creators, " and ", AND),
        "editor": joined(paper.contributors, " and ", AND),
        source: latex(paper.source),
        publisher: latex(paper.publisher),
        **date_fields(paper.date),
        "language": ", ".join(paper.languages),
        "keywords": joined(paper.subjects, ", ", COMMA),
        "coverage": latex(paper.coverage),
        "relation": joined(paper.relations, "; ", SEMICOLON),
        "rights": latex(paper.rights),
        "doi": latex(paper.doi),
        "url": latex(paper.link),
        "abstract": latex(paper.abstract.original_text),
    }
    extra = {name: value for name, value in kept.get("fields", {}).items() if not fields.get(name)}
    lines = [f"  {name} = {{{value}}}," for name, value in {**fields, **extra}.items() if value]
    return "\n".join([f"@{kind}{{{key or key_of(paper)},", *lines, "}\n"])


def date_fields(date: str) -> dict[str, str]:
    """Return year and month, which every style knows, and the whole date where it says more."""
    year, _dash, rest = date.partition("-")
    return {"year": year, "month": str(int(rest[:2])) if rest else "", "date": date if len(date) == 10 else ""}


def joined(parts: Sequence[str], by: str, separator: re.Pattern[str]) -> str:
    """Join entries; one that holds the separator itself stands in braces."""

    def apart(part: str) -> str:
        held = separator.search(f" {part} ") or part.lower() == "others"
        return f"{{{latex(part)}}}" if held else latex(part)

    return by.join(map(apart, parts))
