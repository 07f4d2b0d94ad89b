"""Our own linked JSON of a claim: all that everyone may read of it; and the ClaimReview of its finding in each language."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import override

from kenes.claims.exchange.claimreview import Foreign, Own, Rating, built, shortened, without_rating
from kenes.claims.exchange.reading import foreign
from kenes.claims.models import Appeal, Appearance, Claim, Finding
from kenes.claims.queries.findings import appeals_of, finding_data, findings_of
from kenes.claims.queries.register import originals, places_of, regions_by_code

FORMAT = "kenes-claim-1"
# Categories on the scale of ClaimReview, 5 true to 1 false. What is no point of it (unproven, the sides differ) stays words.
SCALE = {
    Finding.Category.TRUE: 5,
    Finding.Category.MOSTLY_TRUE: 4,
    Finding.Category.MISLEADING: 3,
    Finding.Category.MOSTLY_FALSE: 2,
    Finding.Category.FALSE: 1,
}
Address = Callable[[str], str]


def exports_review(claim: Claim, finding: Finding | None) -> bool:
    """Return whether a finding is published as ClaimReview: a stereotype has no rating, and what a side did not review has none."""
    if finding is None or claim.type == Claim.Kind.STEREOTYPE:
        return False
    return finding.category not in (Finding.Category.EXPLAINED, Finding.Category.NOT_REVIEWED) and finding.published_at is not None


def review_of(claim: Claim, finding: Finding, language: str, absolute: Address, seen_at: Sequence[Appearance]) -> dict[str, Any]:
    """Return the finding as ClaimReview in a language; the claim is quoted as it circulates where it is not translated.

    `seen_at`: where it was seen, the newest first.
    """
    places = [place for place in reversed(seen_at) if place.url]
    council = claim.council
    with override(language):
        category = Finding.Category(finding.category)
        rating = Rating(str(category.label), SCALE.get(category), explanation=str(finding.sentence))
        return built(
            Own(
                url=absolute(claim.get_absolute_url()),
                claim=shortened(without_rating(str(claim.wording))),
                language=language,
                rating=rating,
                published=finding.published_at or finding.created_at,
                changed=finding.reopened_at or finding.published_at or finding.created_at,
                council=str(council.name),
                council_url=absolute(council.get_absolute_url()),
                body=str(finding.text),
                first_seen=places[0].seen_on if places else None,
                appearances=tuple(place.url for place in places),
                is_media=claim.type == Claim.Kind.MEDIA,
            )
        )


def linked(claim: Claim, absolute: Address) -> dict[str, Any]:
    """Return a claim with all its published findings, as everyone may read it. Our own fields; ClaimReview beside them."""
    places = places_of([claim])[claim.pk]
    findings = findings_of(claim, None)
    newest = next((finding for finding in findings if finding.state != Finding.State.REPLACED), None)
    reviews = (
        [review_of(claim, newest, code, absolute, places) for code in claim.council.languages]
        if newest and exports_review(claim, newest)
        else []
    )
    return {
        "format": FORMAT,
        "id": absolute(claim.get_absolute_url()),
        "council": absolute(claim.council.get_absolute_url()),
        "number": claim.number,
        "kind": claim.type,
        "state": claim.state,
        "wording": originals(claim.wording),
        "wording_language": claim.wording.original,
        "context": originals(claim.context),
        "about": claim.about_side.country_id if claim.about_side else None,
        "regions": regions_by_code(claim),
        "appearances": [
            {
                "id": f"{absolute(claim.get_absolute_url())}#{place.public_id}",
                "url": place.url or None,
                "outlet": place.outlet or None,
                "language": place.language,
                "quote": originals(place.quote),
                "seen_on": place.seen_on.isoformat(),
            }
            for place in places
        ],
        "findings": [
            finding_data(finding) | {"appeals": [appeal_data(appeal) for appeal in appeals_of(finding, None)]} for finding in findings
        ],
        "claim_review": reviews,
        "foreign_review": claim.foreign or None,
    }


def appeal_data(appeal: Appeal) -> dict[str, Any]:
    text = {} if appeal.hidden_because else originals(appeal.text)
    return {"text": text, "hidden": bool(appeal.hidden_because), "state": appeal.state, "answer": originals(appeal.answer)}


def foreign_reviews(claim: Claim) -> list[Foreign]:
    """Return another's review as it was imported; none for a claim of our own."""
    return [foreign(claim.foreign, 1)] if claim.foreign else []
