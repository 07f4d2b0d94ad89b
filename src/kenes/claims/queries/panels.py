"""Panels as readers may see them: how far they are, the proof of the draw, and, only after the end, the reviews."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kenes.base.text import Text
from kenes.claims.models import Claim, Finding, Panel, PoolPlace, Review, Seat, Source
from kenes.councils.models import Council, Member, Side
from kenes.councils.queries import seat_label
from kenes.engine.panels import Pool, draw

FORMAT = "kenes-panel-1"
OPEN_TO_ALL = (Claim.State.PUBLISHED, Claim.State.REOPENED)


def readable_claims(council: Council, reader: Member | None) -> QuerySet[Claim]:
    """Return the claims that a reader may see: members all, everyone else those with a published finding."""
    rows = Claim.objects.filter(council=council).select_related("council")
    return rows if reader else rows.filter(state__in=OPEN_TO_ALL)


def panels_of(council: Council, reader: Member | None) -> QuerySet[Panel]:
    """Return the panels that a reader may see: everyone those of a claim open to all that led to a public finding, or to no draw."""
    rows = Panel.objects.filter(claim__council=council).select_related("claim__council", "claim__registered_by")
    if reader:
        return rows
    hidden = Q(state=Finding.State.DRAFT) | Q(category=Finding.Category.NOT_REVIEWED)
    found = Exists(Finding.objects.filter(panel=OuterRef("pk")).exclude(hidden))
    return rows.filter(found | Q(state=Panel.State.VOID), claim__state__in=OPEN_TO_ALL)


def is_under_review(claim: Claim) -> bool:
    """Return whether a panel on a claim has not come to its end."""
    return claim.panels.exclude(state__in=[Panel.State.CLOSED, Panel.State.VOID]).exists()


def finding_from(panel: Panel) -> Finding | None:
    """Return what came of a panel: the newest finding that is no longer in preparation, else the one that is."""
    rows = list(panel.findings.select_related("claim__council").order_by("-number"))
    return next((row for row in rows if row.state != Finding.State.DRAFT), rows[0] if rows else None)


def proof_of(panel: Panel) -> dict[str, Any]:
    """Return all that the stand-alone verifier (claims/verify_draw.py) needs, as far as it is known by now. It names nobody."""
    nonces = list(panel.nonces.select_related("side").order_by("side__order"))
    pool = Pool.read(panel.pool_text)
    proof: dict[str, Any] = {
        "format": FORMAT,
        "panel": panel.ref,
        "seats": pool.seats,
        "sides": list(pool.sides),
        "pool": panel.pool_text,
        "pool_sha256": panel.pool_hash,
        "commitments": {nonce.side.ref: nonce.commitment for nonce in nonces},
        "nonces": {nonce.side.ref: nonce.value for nonce in nonces if nonce.revealed_at},
        "seed": panel.seed,
    }
    drawn = draw(pool, [nonce.value for nonce in nonces]) if panel.seed else None
    return {**proof, "order": drawn.order if drawn else {}, "seats_of": drawn.seats if drawn else {}}


def own_place(panel: Panel, reader: Member | None) -> PoolPlace | None:
    """Return the reader's number in the pool, with the salt by which they can show that it is theirs."""
    return panel.places.filter(member=reader).first() if reader else None


def own_seat(panel: Panel, reader: Member | None) -> Seat | None:
    """Return the reader's seat, if they were drawn and asked."""
    if reader is None:
        return None
    return panel.seats.filter(member=reader).exclude(state=Seat.State.RESERVE).select_related("side", "panel").first()


@dataclass(frozen=True)
class ReviewShown:
    """A submitted review, under its number; who wrote it only where names are public."""

    number: int
    category: str
    confidence: str
    text: Text
    sources: list[Source]
    label: str


@dataclass(frozen=True)
class SideShown:
    """One side's reviews."""

    side: Side
    reviews: list[ReviewShown]


def reviews_shown(panel: Panel, finding: Finding | None) -> list[SideShown]:
    """Return the reviews by side, in the order of their shuffled numbers; none before the end, none of a side that did not review."""
    if panel.state != Panel.State.CLOSED or finding is None:
        return []
    silent = {row["side"] for row in finding.table["sides"] if row["silent"]}
    rows = Review.objects.filter(seat__panel=panel, is_submitted=True, seat__number__isnull=False).order_by("seat__number")
    rows = rows.select_related("seat__panel", "seat__side", "seat__member__region", "seat__member__user")
    found = list(rows.prefetch_related("sources__copy", "seat__member__professions"))
    named = panel.names == Panel.Names.PUBLIC
    sides = [side for side in Side.objects.filter(council=panel.claim.council_id) if side.public_id not in silent]
    return [SideShown(side, [shown(row, named) for row in found if row.seat.side_id == side.pk]) for side in sides]


def shown(review: Review, named: bool) -> ReviewShown:
    return ReviewShown(
        review.seat.number or 0,
        review.get_category_display(),
        review.get_confidence_display(),
        review.text,
        list(review.sources.all()),
        name_of(review.seat.member) if named else "",
    )


def name_of(member: Member) -> str:
    """Return who reviewed, as they agreed to be named when they accepted: the person's name, where it is known, and the seat."""
    name = member.user.name if member.user else ""
    return f"{name}, {seat_label(member)}" if name else seat_label(member)


def reviewers_shown(panel: Panel, reader: Member | None) -> list[str]:
    """Return who reviewed, in the order of their seats in the council: for members, where names are for the council only."""
    if panel.state != Panel.State.CLOSED or reader is None or panel.names != Panel.Names.COUNCIL:
        return []
    seats = panel.seats.exclude(number=None).select_related("member__region", "member__user").prefetch_related("member__professions")
    return [name_of(seat.member) for seat in seats.order_by("member__number")]


def void_sides(panel: Panel) -> list[Side]:
    return list(Side.objects.filter(council=panel.claim.council_id, public_id__in=panel.void_sides))
