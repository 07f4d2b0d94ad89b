"""Footnotes of statistical tables: marks on names and headings, and the texts that they point to."""

import re
from collections.abc import Iterable

from kenes.base.sheets import Table

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
MARK = re.compile(r"\s*(?:(\*+)|(\d{1,2})\)|([⁰¹²³⁴-⁹]+)\)?)\s*$")
BARE = re.compile(r"(?<=[^\W\d])\s?(\d)$")  # “Туркестанская 1”
TEXT = re.compile(r"\s*(?:(\*+)|(\d{1,2})\)|([⁰¹²³⁴-⁹]+)\)?)\s*(\S.{7,})", re.DOTALL)
SPAN = re.compile(r"\b((?:19|20)\d\d)\s*(?:-|–|—|to|до|по|гг?\.?\s*-|жж?\.?\s*-)\s*((?:19|20)\d\d)")


def split(text: str, *, bare: bool = False) -> tuple[str, list[str]]:
    """Return a name or heading without its footnote marks, and the marks. A bare last digit counts as one where asked for."""
    marks = []
    while found := MARK.search(text):
        marks.append(found[1] or found[2] or found[3].translate(RAISED))
        text = text[: found.start()]
    if bare and (found := BARE.search(text)):
        marks.append(found[1])
        text = text[: found.start()]
    return text.strip(), marks


def texts(rows: Iterable[list[str]]) -> dict[str, str]:
    """Return mark -> text of the footnotes among these rows: their first cell begins with a mark."""
    found: dict[str, str] = {}
    for row in rows:
        first = next((cell for cell in row if cell), "")
        if match := TEXT.match(first):
            mark = match[1] or match[2] or match[3].translate(RAISED)
            found.setdefault(mark, "".join(c for c in " ".join(match[4].split()) if c.isprintable()))
    return found


def is_footnote(text: str) -> bool:
    return bool(TEXT.match(text))


def of_workbook(sheets: Iterable[Table]) -> dict[str, str]:
    """Return the footnotes of all sheets: where a sheet marks a name and explains it on another."""
    found: dict[str, str] = {}
    for rows in sheets:
        for mark, text in texts(rows).items():
            found.setdefault(mark, text)
    return found


def years(text: str) -> tuple[int, int] | None:
    """Return the years that a footnote speaks of, if it names a first and a last."""
    found = SPAN.search(text)
    return (int(found[1]), int(found[2])) if found else None


def says_estimate(text: str) -> bool:
    return bool(re.search(r"оцен|estimat|бағала", text.casefold()))
