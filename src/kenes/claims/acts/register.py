"""Registering claims as they circulate, where they were seen, and which are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import LANGUAGES, Text, empty
from kenes.claims.acts.shared import index
from kenes.claims.errors import ClaimNotFree, NotSeenYet, OnlyPlace, PlaceNeeded, RatingInside, SameClaim, SeenAlready, TooManyPlaces
from kenes.claims.exchange.claimreview import has_rating_inside
from kenes.claims.links import web_address
from kenes.claims.models import Appearance, Claim
from kenes.claims.texts import hash_of_description, original_words
from kenes.councils import checks
from kenes.councils.models import Council, Member, Region, Side
from kenes.councils.queries import secretariat_ids
from kenes.councils.zones import zone_of_member
from kenes.notices.acts import tell
from kenes.record.acts import append
from kenes.sides.errors import NewerText

State = Claim.State
WORDING_MOST = 1000
PLACES_MOST = 200  # of one claim
FREE = (State.REGISTERED, State.DECLINED)  # nobody reviews it


@dataclass(frozen=True)
class Seen:
    """Where and when a claim was seen, and in which words there if they differ."""

    language: str
    seen_on: date
    url: str = ""
    outlet: str = ""
    quote: str = ""
    vector: bytes = field(default=b"", repr=False)


@act
def register_claim(
    *,
    by: Member,
    wording: Text,
    context: Text,
    type: str,
    about_side: Side | None,
    regions: Sequence[Region],
    seen: Sequence[Seen],
    client_key: str,
    vector: bytes = b"",
) -> Claim:
    """Register a claim as it circulates. The same client key sent again returns the first one."""
    require("claims.register", by)
    key = checks.key(client_key)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    if first := Claim.objects.filter(registered_by=by, client_key=key).first():
        return first
    describable(council, type, about_side)
    if has_rating_inside(wording.original_text):
        raise RatingInside(field="wording")
    if not seen:
        raise PlaceNeeded(field="url")
    claim = Claim.objects.create(
        council=council,
        number=next_number(council),
        wording=checks.prose(wording, "wording", most=WORDING_MOST),
        context=checks.prose(context, "context") if context else empty(),
        type=type,
        about_side=about_side,
        registered_by=by,
        client_key=key,
        vector=vector,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    claim.regions.set(checks.regions(council, regions) if regions else [])
    for place in seen:
        see(claim, by, place)
    index(claim)
    sealed = {"wording": claim.wording.original_text, "member": by.ref}
    append(council.public_id, "claim.registered", claim.ref, details={"number": claim.number, "kind": type}, sealed=sealed)
    told(claim, set(secretariat_ids(council)) - {by.user_id}, "claim.new")
    return claim


@act
def add_appearance(*, by: Member, claim: Claim, place: Seen) -> Appearance:
    """Say where else a claim was seen: also after its finding was published."""
    require("claims.register", by)
    now = Claim.objects.select_related("joined_into").get(pk=claim.pk)
    there = locked(now.joined_into or now)
    if there.state in (State.JOINED, State.DECLINED):
        raise ClaimNotFree
    made = see(there, by, place)
    there.changed_at = clock.now()
    there.save(update_fields=["changed_at"])
    append(there.council.public_id, "claim.seen", there.ref, details={"number": there.number}, sealed={"member": by.ref})
    return made


@act
def take_out_appearance(*, by: Member, appearance: Appearance, reason: str) -> None:
    """Take out a place that is wrong, abusive or names somebody: on a published claim everyone reads it."""
    require("claims.manage", by, appearance.claim)
    why = checks.needed(reason, "reason")
    there = locked(appearance.claim)
    if there.appearances.exclude(pk=appearance.pk).count() == 0:
        raise OnlyPlace
    added_by = appearance.added_by.user_id if appearance.added_by else None
    sealed = {"reason": why, "place": f"{appearance.url} {appearance.outlet} {appearance.seen_on}".strip()}
    appearance.delete()
    there.changed_at = clock.now()
    there.save(update_fields=["changed_at"])
    append(there.council.public_id, "claim.unseen", there.ref, actor=by.ref, details={"number": there.number}, sealed=sealed)
    told(there, (concerned(there) | {added_by}) - {by.user_id}, "claim.unseen", reason=why)


@act
def describe_claim(
    *, by: Member, claim: Claim, context: Text, type: str, about_side: Side | None, regions: Sequence[Region], seen: str
) -> Claim:
    """Correct what the council says about a claim. Its wording stays as it circulates.

    `seen` is the hash of what was said when the page was read: another moderator may have written meanwhile.
    """
    require("claims.manage", by, claim)
    there = locked(claim, *FREE)
    if seen != hash_of_description(there):
        raise NewerText
    describable(there.council, type, about_side)
    there.type, there.about_side, there.changed_at = type, about_side, clock.now()
    if original_words(context) != original_words(there.context):  # else its translations stay
        there.context = checks.prose(context, "context") if context else empty()
    there.save(update_fields=["type", "about_side", "context", "changed_at"])
    there.regions.set(checks.regions(there.council, regions) if regions else [])
    index(there)
    append(there.council.public_id, "claim.described", there.ref, actor=by.ref, details={"number": there.number, "kind": type})
    told(there, concerned(there) - {by.user_id}, "claim.described")
    return there


@act
def join_claim(*, by: Member, claim: Claim, into: Claim, reason: str) -> Claim:
    """Say that a claim is the same as another one. Its appearances show there; it stays, and can be separated again."""
    require("claims.manage", by, claim)
    why = checks.needed(reason, "reason")
    first, second = sorted([claim.pk, into.pk])
    list(Claim.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[first, second]).order_by("pk"))
    there, target = locked(claim, *FREE), locked(into)
    if there.pk == target.pk or target.council_id != there.council_id or target.state in (State.JOINED, State.DECLINED):
        raise SameClaim(field="into")
    there.state, there.joined_into, there.reason, there.changed_at = State.JOINED, target, why, clock.now()
    there.save(update_fields=["state", "joined_into", "reason", "changed_at"])
    Claim.objects.filter(joined_into=there).update(joined_into=target)
    target.changed_at = clock.now()
    target.save(update_fields=["changed_at"])
    details = {"number": there.number, "into": target.ref, "into_number": target.number}
    append(there.council.public_id, "claim.joined", there.ref, actor=by.ref, details=details, sealed={"reason": why})
    told(there, concerned(there) - {by.user_id}, "claim.joined", into=target.number, reason=why)
    return there


@act
def separate_claim(*, by: Member, claim: Claim) -> Claim:
    """Undo the joining: the claim is registered on its own again."""
    require("claims.manage", by, claim)
    there = locked(claim, State.JOINED)
    there.state, there.joined_into, there.reason, there.changed_at = State.REGISTERED, None, "", clock.now()
    there.save(update_fields=["state", "joined_into", "reason", "changed_at"])
    append(there.council.public_id, "claim.separated", there.ref, actor=by.ref, details={"number": there.number})
    told(there, concerned(there) - {by.user_id}, "claim.separated")
    return there


@act
def decline_claim(*, by: Member, claim: Claim, reason: str) -> Claim:
    """Take a claim no further; who registered it reads why."""
    require("claims.manage", by, claim)
    why = checks.needed(reason, "reason")
    there = locked(claim, State.REGISTERED)
    there.state, there.reason, there.changed_at = State.DECLINED, why, clock.now()
    there.save(update_fields=["state", "reason", "changed_at"])
    append(there.council.public_id, "claim.declined", there.ref, actor=by.ref, details={"number": there.number}, sealed={"reason": why})
    told(there, concerned(there) - {by.user_id}, "claim.declined", reason=why)
    return there


@act
def readmit_claim(*, by: Member, claim: Claim) -> Claim:
    """Take up a claim after all."""
    require("claims.manage", by, claim)
    there = locked(claim, State.DECLINED)
    there.state, there.reason, there.changed_at = State.REGISTERED, "", clock.now()
    there.save(update_fields=["state", "reason", "changed_at"])
    append(there.council.public_id, "claim.readmitted", there.ref, actor=by.ref, details={"number": there.number})
    told(there, concerned(there) - {by.user_id}, "claim.readmitted")
    return there


@act
def keep_meaning(*, claim: Claim, vector: bytes) -> None:
    """Keep what a claim's wording means, computed after it was registered. Called by the clock."""
    Claim.objects.filter(pk=claim.pk).update(vector=vector)


def describable(council: Council, type: str, about_side: Side | None) -> None:
    """Refuse a kind that there is not, and a side of another council."""
    if type not in Claim.Kind.values:
        raise Invalid(field="type")
    if about_side is not None and about_side.council_id != council.pk:
        raise Invalid(field="about_side")


def see(claim: Claim, by: Member | None, place: Seen) -> Appearance:
    """Write an appearance: a link or an outlet, a day that has come where the member lives, each link once."""
    url = web_address(place.url, "url")
    outlet = checks.line(place.outlet, "outlet", most=200)
    if not url and not outlet:
        raise PlaceNeeded(field="url")
    if place.language not in LANGUAGES:
        raise Invalid(field="language")
    if place.seen_on > clock.today(zone_of_member(by) if by else "UTC") or place.seen_on.year < 1990:
        raise NotSeenYet(field="seen_on")
    if claim.appearances.count() >= PLACES_MOST:
        raise TooManyPlaces(field="url", most=PLACES_MOST)
    there = claim.appearances.filter(url=url) if url else claim.appearances.filter(outlet=outlet, seen_on=place.seen_on, added_by=by)
    if there.exists():
        raise SeenAlready(field="url" if url else "outlet")
    quote = checks.prose(Text.of(place.language, place.quote), "quote", most=WORDING_MOST) if place.quote.strip() else empty()
    return Appearance.objects.create(
        claim=claim,
        url=url,
        outlet=outlet,
        language=place.language,
        quote=quote,
        seen_on=place.seen_on,
        vector=place.vector,
        added_by=by,
        created_at=clock.now(),
    )


def next_number(council: Council) -> int:
    return (Claim.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1


def concerned(claim: Claim) -> set[int | None]:
    """Return whom it concerns what becomes of a claim: who registered it, and the secretariats of all sides.

    Any moderator may decline, join or describe it, also of the other side: whose member registered it is shown to nobody. So all
    sides are told, and each can take the step back.
    """
    return {*secretariat_ids(claim.council), *([claim.registered_by.user_id] if claim.registered_by else [])}


def locked(claim: Claim, *states: Claim.State) -> Claim:
    """Return the claim as it is now, its row locked, in one of these states where any are named."""
    rows = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("council", "registered_by", "joined_into")
    there = rows.get(pk=claim.pk)
    if states and there.state not in states:
        raise ClaimNotFree
    return there


def told(claim: Claim, user_ids: set[int | None], kind: str, **details: object) -> None:
    tell(user_ids, kind, claim.ref, council=claim.council.public_id, details={"number": claim.number, **details})
