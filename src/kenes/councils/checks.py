"""What texts, keys and regions acts take: the same checks for pages, imports and the command line."""

import re
from collections.abc import Iterable, Sequence

from kenes.base.errors import Invalid
from kenes.base.files import FILES_MOST, Upload
from kenes.base.text import Text, UnusableText, clean
from kenes.councils.errors import ForeignRegion, TextNeeded, TextTooLong, TooManyFiles, UnusableKey
from kenes.councils.models import Council, Region
from kenes.councils.queries import regions_of

KEY = re.compile(r"[A-Za-z0-9-]{8,40}")


def line(value: str, field: str, *, most: int) -> str:
    """Return a short text without line breaks, possibly empty."""
    try:
        cleaned = " ".join(clean(value).split())
    except UnusableText:
        raise Invalid(field=field) from None
    if len(cleaned) > most:
        raise TextTooLong(field=field, most=most)
    return cleaned


def needed(value: str, field: str, *, most: int = 2000) -> str:
    """Return a text that must say something, line breaks kept."""
    try:
        cleaned = clean(value)
    except UnusableText:
        raise Invalid(field=field) from None
    if not cleaned:
        raise TextNeeded(field=field)
    if len(cleaned) > most:
        raise TextTooLong(field=field, most=most)
    return cleaned


def prose(value: Text, field: str, *, most: int = 5000) -> Text:
    """Return a Text whose every language is usable and whose original says something."""
    texts = {code: {**entry, "text": needed(str(entry["text"]), field, most=most)} for code, entry in value.texts.items()}
    return Text(value.original, texts)


def key(value: str) -> str:
    """Return a client key as phones make them."""
    if not KEY.fullmatch(value):
        raise UnusableKey
    return value


def regions(council: Council, wanted: Iterable[Region], field: str = "regions") -> list[Region]:
    """Return these regions, all of them regions of the council."""
    found = list({region.pk: region for region in wanted}.values())
    known = set(regions_of(council).values_list("pk", flat=True))
    if not found or any(region.pk not in known for region in found):
        raise ForeignRegion(field=field)
    return found


def uploads(given: Sequence[Upload], *, held: int = 0, most: int = FILES_MOST) -> None:
    """Refuse more files than one object keeps, with those that it holds already."""
    if held + len(given) > most:
        raise TooManyFiles(field="uploads", most=most)
