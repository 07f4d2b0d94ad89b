"""ClaimReview, the markup of fact-checkers (https://schema.org/ClaimReview), and the rules its fields must keep.

Required: `claimReviewed` (short, without the rating in it), `reviewRating` with its words in `alternateName` (a number only
where the scale has words for it), `url` (of the page that shows it). One claim a page. The markup says what the page says.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import Any

from django.utils.safestring import SafeString, mark_safe

CONTEXT = "https://schema.org"
TYPE = "ClaimReview"
ADVISED = 75  # characters of `claimReviewed`
# Words of ratings, which the text of a claim must not hold: it would tell the finding before the reader reads the claim.
RATINGS = re.compile(
    r"\b(fake|false|true|hoax|debunked|misleading|pants on fire|фейк|ложь|неправда|правда|жалған|өтірік|шындық)\s*[:!–—-]"
    r"|^\s*(fact[- ]?check|фактчек|факт-чек|проверка фактов|дерек(ті)? тексеру)\b",
    re.IGNORECASE,
)
SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True)
class Rating:
    """A rating: its words always, its place on a scale where it has one."""

    words: str
    value: int | None = None
    best: int = 5
    worst: int = 1
    explanation: str = ""


@dataclass(frozen=True)
class Own:
    """What a published finding of ours says, in one language."""

    url: str
    claim: str
    language: str
    rating: Rating
    published: datetime
    changed: datetime
    council: str
    council_url: str
    body: str = ""
    first_seen: date | None = None
    claimant: str = ""
    appearances: Sequence[str] = field(default_factory=tuple)  # links, the first one first
    is_media: bool = False
    licence: str = ""


@dataclass(frozen=True)
class Foreign:
    """Another's review as a file brought it: what we show of it, and all of it as it came."""

    raw: dict[str, Any]
    claim: str
    language: str
    rating: str
    explanation: str
    reviewer: str
    url: str
    published: str
    claimant: str
    claimed_on: str
    appearances: tuple[str, ...]


def built(own: Own) -> dict[str, Any]:
    """Return a finding as ClaimReview."""
    places = [{"@type": "CreativeWork", "url": url} for url in own.appearances]
    item: dict[str, Any] = {"@type": "MediaObject" if own.is_media else "Claim"}
    if own.claimant:
        item["author"] = {"@type": "Person", "name": own.claimant}
    if own.first_seen:
        item["datePublished"] = own.first_seen.isoformat()
    if places and not own.is_media:  # properties of Claim, not of MediaObject
        item |= {"firstAppearance": places[0], **({"appearance": places} if len(places) > 1 else {})}
    elif places:
        item["contentUrl"] = own.appearances[0]
    review = {
        "@context": CONTEXT,
        "@type": TYPE,
        "url": own.url,
        "claimReviewed": own.claim,
        "inLanguage": own.language,
        "datePublished": own.published.date().isoformat(),
        "dateModified": own.changed.date().isoformat(),
        "author": {"@type": "Organization", "name": own.council, "url": own.council_url},
        "reviewRating": rated(own.rating),
        "itemReviewed": item,
    }
    return review | ({"reviewBody": own.body} if own.body else {}) | ({"sdLicense": own.licence} if own.licence else {})


def rated(rating: Rating) -> dict[str, Any]:
    scale = {"ratingValue": rating.value, "bestRating": rating.best, "worstRating": rating.worst} if rating.value is not None else {}
    told = {"ratingExplanation": rating.explanation} if rating.explanation else {}
    return {"@type": "Rating", **scale, "alternateName": rating.words, **told}


def problems(review: Mapping[str, Any], *, host: str = "") -> list[str]:
    """Return which rules of the fields a ClaimReview breaks; none for one that may be published."""
    found = [name for name in ("claimReviewed", "url") if not text_of(review.get(name))]
    rating = review.get("reviewRating")
    rating = rating if isinstance(rating, Mapping) else {}
    if not text_of(rating.get("alternateName")):
        found.append("reviewRating.alternateName")
    value = number_of(rating.get("ratingValue"))
    if value is not None:
        best, worst = number_of(rating.get("bestRating")), number_of(rating.get("worstRating"))
        if best is None or worst is None or not worst <= value <= best:
            found.append("reviewRating.ratingValue")
    if has_rating_inside(text_of(review.get("claimReviewed"))):
        found.append("claimReviewed: holds a rating")
    if host and text_of(review.get("url")) and f"//{host}/" not in text_of(review.get("url")):
        found.append("url: of another site")
    return found


def has_rating_inside(claim: str) -> bool:
    """Return whether the text of a claim tells its rating ("FALSE: …", "Fact check …")."""
    return bool(RATINGS.search(claim))


def without_rating(claim: str) -> str:
    """Return a claim without the rating that it begins with: what was imported may hold one."""
    found = RATINGS.match(claim)
    return (claim[found.end() :].lstrip(" :!–—-") or claim) if found else claim


def shortened(claim: str) -> str:
    """Return a claim as short as is advised, cut between words."""
    if len(claim) <= ADVISED:
        return claim
    return claim[:ADVISED].rsplit(" ", 1)[0].rstrip(" ,.;:–—-") + "…"


def text_of(value: Any) -> str:
    """Return a value as text: of a list the first one, of an object its name."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    if isinstance(value, Mapping):
        return text_of(value.get("name") or value.get("url") or value.get("@id") or value.get("@value"))
    if value is None or isinstance(value, bool):
        return ""
    return str(value).strip()


def number_of(value: Any) -> float | None:
    """Return a number, also one written as text, else None."""
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) and not isinstance(value, bool) else None


def script(data: Mapping[str, Any]) -> SafeString:
    """Return data as JSON that no text in it can end: every <, >, & and line separator is escaped."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(SAFE))  # noqa: S308 - just escaped
