"""A panel from its opening to the draw: interests, the frozen pool, a nonce of each side.

The pool is frozen before any nonce is known and hashed onto the record; the nonces are bound by their hashes before any is shown.
So nobody can choose who is drawn, neither by putting people into the pool nor by choosing a nonce. What remains to the side that
reveals last is to reveal nothing: then the draw is void, and everybody sees for which side.
"""

import secrets
from datetime import datetime, timedelta

from django.db.models import Max

from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import fold
from kenes.claims.acts.seats import ask
from kenes.claims.acts.shared import locked, move, noted, staff, told
from kenes.claims.errors import (
    AlreadyCommitted,
    ClaimBusy,
    CorrectionBegun,
    DatesOutOfOrder,
    NonceDiffers,
    NonceTooEarly,
    NoNonce,
    PanelMovedOn,
    TooFewSeats,
)
from kenes.claims.models import Affiliation, Claim, Finding, Interest, Nonce, Panel, PoolPlace, Seat
from kenes.claims.queries.panels import is_under_review
from kenes.claims.queries.pools import eligible, frozen_pool, own_institutes
from kenes.councils import checks
from kenes.councils.models import Member, Side
from kenes.engine import panels

LEAST_SEATS, MOST_SEATS = 8, 50
DAY = timedelta(days=1)
LONGEST = timedelta(days=180)
REVIEWABLE = (Claim.State.REGISTERED, Claim.State.REOPENED)
AT_LOT = (Panel.State.COMMITTING, Panel.State.REVEALING)


@act
def open_panel(
    *,
    by: Member,
    claim: Claim,
    seats: int = 12,
    least: int = LEAST_SEATS,
    names: str = Panel.Names.COUNCIL,
    declare_by: datetime,
    draw_by: datetime,
    closes_at: datetime,
    answer_days: int = 3,
) -> Panel:
    """Ask for a joint review of a claim. Members declare interests until `declare_by`, the sides draw until `draw_by`.

    `least` is how many reviews a side must submit: at least 8, and never fewer than the council's threshold for figures.
    """
    require("claims.open_panel", by, claim)
    claim = reviewable(claim)
    if names not in Panel.Names.values:
        raise Invalid(field="names")
    fewest = max(LEAST_SEATS, claim.council.threshold)
    if not fewest <= least <= seats <= MOST_SEATS:
        raise TooFewSeats(field="seats", least=fewest, most=MOST_SEATS)
    in_order(declare_by, draw_by, closes_at, answer_days)
    panel = Panel.objects.create(
        claim=claim,
        number=(claim.panels.aggregate(n=Max("number"))["n"] or 0) + 1,
        seats_per_side=seats,
        least_per_side=least,
        names=names,
        answer_days=answer_days,
        opened_by=by,
        opened_at=clock.now(),
        declare_by=declare_by,
        draw_by=draw_by,
        closes_at=closes_at,
    )
    move(claim, Claim.State.DRAWING)
    dates = {name: getattr(panel, name).isoformat(timespec="minutes") for name in ("declare_by", "draw_by", "closes_at")}
    noted(panel, "panel.opened", by=by, number=panel.number, seats=seats, least=least, names=names, answer_days=answer_days, **dates)
    told(panel, [seat.user_id for seat in eligible(panel)], "panel.opened")
    return panel


def reviewable(claim: Claim) -> Claim:
    """Return a claim for which a panel may be opened now, its row locked."""
    fresh = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=claim.pk)
    if fresh.state not in REVIEWABLE or is_under_review(fresh):
        raise ClaimBusy
    if fresh.findings.filter(state=Finding.State.DRAFT).exists():
        raise CorrectionBegun
    return fresh


def in_order(declare_by: datetime, draw_by: datetime, closes_at: datetime, answer_days: int) -> None:
    """Refuse dates that leave too little time for a step, or a review that never ends."""
    now = clock.now()
    time_to_review = closes_at - draw_by >= max(1, 2 * answer_days) * DAY
    enough = 1 <= answer_days <= 30 and declare_by >= now + DAY and draw_by >= declare_by + DAY and time_to_review
    if not enough or closes_at > now + LONGEST:
        raise DatesOutOfOrder(field="closes_at")


@act
def declare_interest(*, by: Member, panel: Panel, has_interest: bool, institute: str = "") -> None:
    """Say whether one has an interest in the claim, and where one works. Changes nothing once the pool is frozen."""
    require("claims.declare", by, panel)
    panel = locked(panel, Panel.State.CONFLICTS)
    if clock.now() >= panel.declare_by:
        raise PanelMovedOn
    keep_institute(by, institute)
    mine = Interest.objects.filter(panel=panel, member=by)
    if not has_interest:
        mine.delete()
    elif not mine.exists():
        Interest.objects.create(panel=panel, member=by, created_at=clock.now())


def keep_institute(by: Member, institute: str) -> None:
    """Keep where a member works; what is left empty leaves an earlier answer alone."""
    if name := checks.line(institute, "institute", most=200):
        Affiliation.objects.update_or_create(member=by, defaults={"institute": name, "declared_at": clock.now()})


@act
def freeze_pool(*, panel: Panel) -> Panel:
    """Fix who can be drawn, under numbers that tell nothing, and hash it onto the record. Happens by itself, when its time has come."""
    panel = locked(panel, Panel.State.CONFLICTS)
    if clock.now() < panel.declare_by:
        raise PanelMovedOn
    people = list(eligible(panel).exclude(pk__in=panel.interests.values("member")).select_related("side"))
    # Numbers and salts follow from nothing that anybody knows, in sample councils too: whoever could compute them could name the drawn.
    secrets.SystemRandom().shuffle(people)
    panel.institute_salt = secrets.token_bytes(32).hex()
    declared = own_institutes(people)
    places = []
    for number, member in enumerate(people, start=1):
        name = fold(declared.get(member.pk, ""))
        hashed = panels.opened(panel.institute_salt, name) if name else panels.NO_INSTITUTE
        salt = secrets.token_bytes(32).hex()
        places.append(PoolPlace(panel=panel, member=member, number=number, salt=salt, institute=hashed))
    places = PoolPlace.objects.bulk_create(places)
    sides = list(Side.objects.filter(council=panel.claim.council))
    room = {side: panels.room_for(institutes_in(places, side)) for side in sides}
    small = [side for side in sides if room[side] < panel.least_per_side]
    if small:
        end_without_draw(panel, Panel.Void.SMALL, small)
        return panel
    panel.seats_per_side = min(panel.seats_per_side, *room.values())
    pool = frozen_pool(panel, places, sides)
    panel.pool_text, panel.pool_hash, panel.state = pool.text, pool.hash, Panel.State.COMMITTING
    panel.save(update_fields=["institute_salt", "seats_per_side", "pool_text", "pool_hash", "state"])
    people_by_side = {side.ref: len(pool.numbers(side.ref)) for side in sides}
    noted(panel, "panel.frozen", pool_sha256=pool.hash, people=people_by_side, seats=panel.seats_per_side)
    told(panel, staff(panel.claim.council), "panel.commit")
    return panel


def institutes_in(places: list[PoolPlace], side: Side) -> list[str]:
    """Return one name a person: the institute, or one of their own where none is known."""
    mine = [place for place in places if place.member.side_id == side.pk]
    return [place.institute if place.institute != panels.NO_INSTITUTE else f"-{place.number}" for place in mine]


@act
def commit_nonce(*, by: Member, panel: Panel, commitment: str) -> Nonce:
    """Bind one's side to a number that stays unknown: only its hash is sent, and kept."""
    require("claims.draw", by, panel)
    panel = locked(panel, Panel.State.COMMITTING)
    commitment = hexadecimal(commitment, "commitment")
    if clock.now() >= panel.draw_by:
        raise PanelMovedOn
    given = list(Nonce.objects.filter(panel=panel))
    if any(nonce.side_id == by.side_id or nonce.commitment == commitment for nonce in given):
        raise AlreadyCommitted
    nonce = Nonce.objects.create(panel=panel, side=by.side, commitment=commitment, committed_by=by, committed_at=clock.now())
    noted(panel, "panel.committed", by=by, side=by.side.ref, commitment=commitment)
    if len(given) + 1 == Side.objects.filter(council=panel.claim.council).count():
        panel.state = Panel.State.REVEALING
        panel.save(update_fields=["state"])
        told(panel, staff(panel.claim.council), "panel.reveal")
    return nonce


@act
def reveal_nonce(*, by: Member, panel: Panel, nonce: str) -> Panel:
    """Show the number that one's side committed to. With the last one the panel is drawn."""
    require("claims.draw", by, panel)
    panel = locked(panel, *AT_LOT)
    if panel.state == Panel.State.COMMITTING:
        raise NonceTooEarly
    if clock.now() >= panel.draw_by:
        raise PanelMovedOn
    value = hexadecimal(nonce, "nonce")
    mine = Nonce.objects.get(panel=panel, side=by.side)
    if mine.revealed_at:
        raise AlreadyCommitted
    if panels.commitment_of(value) != mine.commitment:
        raise NonceDiffers(field="nonce")
    mine.value, mine.revealed_at = value, clock.now()
    mine.save(update_fields=["value", "revealed_at"])
    noted(panel, "panel.revealed", by=by, side=by.side.ref, nonce=value)
    nonces = list(Nonce.objects.filter(panel=panel).select_related("side").order_by("side__order"))
    if all(one.revealed_at for one in nonces):
        draw_seats(panel, [one.value for one in nonces])
    return panel


def hexadecimal(value: str, field: str) -> str:
    """Return 64 hexadecimal digits as hashes write them; spaces and line breaks that copying brought are taken out."""
    found = "".join(value.split()).lower()
    if not panels.pool.HEX.fullmatch(found):
        raise NoNonce(field=field)
    return found


def draw_seats(panel: Panel, nonces: list[str]) -> None:
    """Draw every side's order, and ask the first ones."""
    pool = panels.Pool.read(panel.pool_text)
    if pool.hash != panel.pool_hash:
        raise PanelMovedOn  # somebody changed the pool in the database: what was published is not what would be drawn from
    people = dict(panel.places.values_list("number", "member"))
    sides = list(Side.objects.filter(council=panel.claim.council))
    drawn = panels.draw(pool, nonces)
    for side in sides:
        Seat.objects.bulk_create(
            Seat(panel=panel, member_id=people[number], side=side, place=place)
            for place, number in enumerate(drawn.order[side.ref], start=1)
        )
    panel.seed, panel.drawn_at, panel.state = drawn.seed, clock.now(), Panel.State.REVIEWING
    panel.save(update_fields=["seed", "drawn_at", "state"])
    move(panel.claim, Claim.State.REVIEWING)
    noted(panel, "panel.drawn", seed=drawn.seed, seats=dict(drawn.seats))
    told(panel, [seat.member.user_id for side in sides for seat in ask(panel, side, panel.seats_per_side)], "review.offered")


@act
def void_draw(*, panel: Panel) -> Panel:
    """End a draw for which a side did not commit or reveal in time, and say which. Happens by itself.

    While a side is not bound, no other can reveal: then only those that are not bound are named.
    """
    panel = locked(panel, *AT_LOT)
    if clock.now() < panel.draw_by:
        raise PanelMovedOn
    in_time = panel.nonces.all() if panel.state == Panel.State.COMMITTING else panel.nonces.exclude(revealed_at=None)
    silent = Side.objects.filter(council=panel.claim.council).exclude(pk__in=in_time.values("side"))
    end_without_draw(panel, Panel.Void.SILENT, list(silent))
    return panel


def end_without_draw(panel: Panel, because: Panel.Void, sides: list[Side]) -> None:
    panel.state, panel.void_because, panel.void_sides = Panel.State.VOID, because, [side.public_id for side in sides]
    panel.save(update_fields=["state", "void_because", "void_sides", "institute_salt"])
    move(panel.claim, Claim.State.REGISTERED)
    noted(panel, "panel.void", because=because, sides=[side.ref for side in sides])
    told(panel, staff(panel.claim.council), "panel.void")
