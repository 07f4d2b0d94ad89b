"""Taking over what others have found, from ClaimReview files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.base.text import Text, empty
from kenes.claims.acts.register import WORDING_MOST, next_number
from kenes.claims.acts.shared import index
from kenes.claims.exchange import Foreign
from kenes.claims.models import Appearance, Claim
from kenes.councils.models import Council, Member
from kenes.engine.similarity import detect
from kenes.record.acts import append


@dataclass(frozen=True)
class Taken:
    """What became of a file: how many reviews were new, and how many stood in the register already."""

    new: int
    known: int


@act
def import_reviews(*, by: Member, reviews: Sequence[Foreign]) -> Taken:
    """Register the claims of others' reviews, with the reviews as they came. One that is known by its address is left as it is."""
    require("claims.import", by)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    known = set(Claim.objects.filter(council=council).exclude(imported_from="").values_list("imported_from", flat=True))
    first, new = next_number(council), 0
    for review in reviews:
        if review.url[:300] in known:
            continue
        known.add(review.url[:300])
        take(council, by, review, first + new)
        new += 1
    if new:
        append(council.public_id, "claims.imported", council.ref, actor=by.ref, details={"n": new})
    return Taken(new, len(reviews) - new)


def take(council: Council, by: Member, review: Foreign, number: int) -> Claim:
    now = clock.now()
    language = review.language or detect(review.claim)
    claim = Claim.objects.create(
        council=council,
        number=number,
        wording=Text.of(language, review.claim[:WORDING_MOST]),
        context=empty(),
        type=Claim.Kind.FACTUAL,
        registered_by=by,
        imported_from=review.url[:300],
        foreign=review.raw,
        created_at=now,
        changed_at=now,
    )
    day = day_of(review.claimed_on) or day_of(review.published) or now.date()
    Appearance.objects.bulk_create(
        Appearance(claim=claim, url=url, language=language, seen_on=min(day, now.date()), added_by=by, created_at=now)
        for url in review.appearances[:20]
    )
    index(claim)
    return claim


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
