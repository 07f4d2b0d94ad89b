"""Others' reviews from a file: one ClaimReview, a list, a graph, or a data feed. Read, never fetched."""

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from django.utils.translation import gettext_lazy as _

from kenes.base.errors import BadFile
from kenes.base.text import LANGUAGES, UnusableText, clean
from kenes.claims.exchange.claimreview import TYPE, Foreign, number_of, text_of
from kenes.claims.links import is_web_address

MOST_BYTES = 5 * 1024 * 1024
MOST_REVIEWS = 2000
LONGEST = 2000
LONGEST_LINK = 1000
LONGEST_NUMBER = 300
DEEPEST = 12
DEEPEST_KEPT = 60
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses NUL in JSON, and no UTF-8 holds half a pair
NESTED = ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity", "claimReviewMarkups")


def read(data: bytes) -> list[Foreign]:
    """Return the reviews of a file, or raise BadFile that names the place: line and column, or which review and which field."""
    if len(data) > MOST_BYTES:
        raise BadFile(_("The file is larger than %(most)s MB. Divide it."), most=MOST_BYTES // 1024 // 1024)
    rows = list(reviews(parsed(data), 0))
    if not rows:
        raise BadFile(_("There is no ClaimReview in this file."))
    if len(rows) > MOST_REVIEWS:
        raise BadFile(_("The file holds more than %(most)s reviews. Divide it."), most=MOST_REVIEWS)
    return [foreign(row, number) for number, row in enumerate(rows, start=1)]


def parsed(data: bytes) -> Any:
    """Return the JSON of a file. What is no JSON (a web page, XML with entities) is refused unread."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(_("The file is not UTF-8 (byte %(place)s)."), place=error.start) from None
    if text.lstrip()[:1] not in ("{", "["):
        raise BadFile(_("This is no JSON. Export the reviews as JSON-LD."))
    try:
        return json.loads(text, parse_constant=refused, parse_float=finite, parse_int=whole, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        message = _("The JSON breaks off or is wrong at line %(line)s, column %(column)s.")
        raise BadFile(message, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise BadFile(_("The JSON is nested too deeply.")) from None


def refused(name: str) -> Any:
    raise BadFile(_("%(name)s is no value of JSON."), name=name)


def finite(text: str) -> float:
    """Return a number with a fraction or an exponent; one that is too large for it would be kept as no number at all."""
    return value if isfinite(value := float(text)) else refused(text[:20])


def whole(text: str) -> int:
    return int(text) if len(text) <= LONGEST_NUMBER else refused(f"{text[:20]}…")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, or refuse a field that stands twice: readers would differ on which one counts."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _value in pairs]
        raise BadFile(_("The field “%(name)s” stands twice in one object."), name=next(name for name in names if names.count(name) > 1))
    return made


def reviews(node: Any, depth: int) -> Iterator[dict[str, Any]]:
    """Return every ClaimReview in a document, in its order."""
    if depth > DEEPEST:
        return
    if isinstance(node, list):
        for part in node:
            yield from reviews(part, depth + 1)
    elif isinstance(node, dict):
        if is_review(node):
            yield node
            return
        for name in NESTED:
            if name in node:
                yield from reviews(node[name], depth + 1)


def is_review(node: Mapping[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1] == TYPE for kind in kinds)


def foreign(row: dict[str, Any], number: int) -> Foreign:
    """Return what we show of a review; what it cannot do without is missed by name."""
    check_storable(row, number)
    rating, item = mapping(row.get("reviewRating")), mapping(row.get("itemReviewed"))
    words = field(rating, "alternateName", number) or numeric(rating)
    claim, url = field(row, "claimReviewed", number), field(row, "url", number)
    for name, value in (("claimReviewed", claim), ("reviewRating", words), ("url", url)):
        if not value:
            raise BadFile(_("Review %(number)s has no “%(name)s”."), number=number, name=name)
    if not is_web_address(url):
        raise BadFile(_("The address of review %(number)s is no web address."), number=number)
    return Foreign(
        raw=row,
        claim=claim,
        language=language_of(row),
        rating=words,
        explanation=field(rating, "ratingExplanation", number),
        reviewer=field(row, "author", number),
        url=url,
        published=field(row, "datePublished", number)[:10],
        claimant=field(item, "author", number),
        claimed_on=field(item, "datePublished", number)[:10],
        appearances=tuple(appearances(item)),
    )


def check_storable(row: dict[str, Any], number: int) -> None:
    """Refuse what no database keeps, wherever in a review it stands: it is kept whole, as it came."""
    waiting: list[tuple[str, Any, int]] = [("ClaimReview", row, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        if depth > DEEPEST_KEPT:
            raise BadFile(_("The JSON is nested too deeply."))
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise BadFile(_("“%(name)s” of review %(number)s holds characters that cannot be stored."), number=number, name=name)
        if isinstance(value, list):
            waiting += [(name, part, depth + 1) for part in value]
        elif isinstance(value, dict):
            waiting += [part for key, inner in value.items() for part in ((name, key, depth), (key, inner, depth + 1))]


def field(row: Mapping[str, Any], name: str, number: int) -> str:
    """Return a field as usable text."""
    try:
        value = clean(text_of(row.get(name)))
    except UnusableText:
        raise BadFile(_("“%(name)s” of review %(number)s holds characters that cannot be stored."), number=number, name=name) from None
    if len(value) > LONGEST:
        raise BadFile(_("“%(name)s” of review %(number)s is longer than %(most)s characters."), number=number, name=name, most=LONGEST)
    return value


def numeric(rating: Mapping[str, Any]) -> str:
    """Return "2 / 5" for a rating that has numbers only."""
    value, best = number_of(rating.get("ratingValue")), number_of(rating.get("bestRating"))
    return f"{value:g} / {best:g}" if value is not None and best is not None else ""


def appearances(item: Mapping[str, Any]) -> Iterator[str]:
    """Return the links where the claim was seen, the first one first, each once; what is no address of the public web is no link."""
    seen = set()
    for name in ("firstAppearance", "appearance"):
        value = item.get(name)
        for place in value if isinstance(value, list) else [value]:
            url = text_of(place.get("url") if isinstance(place, Mapping) else place)
            if is_web_address(url) and len(url) <= LONGEST_LINK and url not in seen:
                seen.add(url)
                yield url


def language_of(row: Mapping[str, Any]) -> str:
    """Return the language where it is one of ours, else an empty text."""
    code = text_of(row.get("inLanguage"))[:2].lower()
    return code if code in LANGUAGES else ""


def mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, list):
        value = value[0] if value else {}
    return value if isinstance(value, Mapping) else {}
