"""Seats of a panel: asked, accepted, given back, passed on to the reserve in its drawn order.

Nobody is told who sits: the record says at closing how many seats were passed on, never whose.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.text import fold
from kenes.claims.acts.shared import locked, noted, told
from kenes.claims.errors import HasInterest, ReviewSent, SeatGone
from kenes.claims.models import Affiliation, Interest, Panel, Review, Seat
from kenes.claims.queries.pools import own_institutes
from kenes.councils import checks
from kenes.councils.models import Member, Side
from kenes.engine import panels

ASKED, HELD = (Seat.State.OFFERED, Seat.State.ACCEPTED), (Seat.State.OFFERED, Seat.State.ACCEPTED, Seat.State.SUBMITTED)
REMIND_BEFORE = timedelta(days=1)


@act
def accept_seat(*, by: Member, seat: Seat, institute: str) -> Seat:
    """Take a seat. The first of an institute sits: for anybody later of it the seat passes on, which the returned state tells."""
    require("claims.review", by, seat)
    panel = locked(seat.panel, Panel.State.REVIEWING)
    seat = offered_to(by, panel)
    name = checks.needed(checks.line(institute, "institute", most=200), "institute")
    Affiliation.objects.update_or_create(member=by, defaults={"institute": name, "declared_at": clock.now()})
    sitting = Seat.objects.filter(panel=panel, side=seat.side, state__in=[Seat.State.ACCEPTED, Seat.State.SUBMITTED])
    colleagues = own_institutes([one.member for one in sitting.select_related("member")])
    if fold(name) in {fold(other) for other in colleagues.values()}:
        pass_on(panel, [seat], Seat.State.DECLINED)
        return seat
    seat.state, seat.answer_by = Seat.State.ACCEPTED, panel.due_if_accepted(clock.now())
    seat.save(update_fields=["state", "answer_by"])
    return seat


@act
def decline_seat(*, by: Member, seat: Seat, has_interest: bool = False) -> Seat:
    """Give a seat back, before the review is submitted; because of an interest also after that: the review is then not counted."""
    require("claims.review", by, seat)
    panel = locked(seat.panel, Panel.State.REVIEWING)
    seat = Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if has_interest:
        Interest.objects.get_or_create(panel=panel, member=by, defaults={"created_at": clock.now()})
    if seat.state == Seat.State.SUBMITTED and not has_interest:
        raise ReviewSent
    if seat.state not in HELD or clock.now() >= panel.closes_at:
        raise SeatGone
    pass_on(panel, [seat], Seat.State.DECLINED)
    return seat


@act
def replace_seats(*, panel: Panel) -> int:
    """Pass on the seats of those who did not answer or submit in time, or no longer sit in the council; return how many."""
    panel = locked(panel, Panel.State.REVIEWING)
    now = clock.now()
    if now >= panel.closes_at:
        return 0
    open_seats = list(Seat.objects.filter(panel=panel, state__in=ASKED).select_related("side", "member"))
    late = [seat for seat in open_seats if (seat.answer_by and seat.answer_by <= now) or not seat.member.has_vote]
    if late:
        pass_on(panel, late, Seat.State.REPLACED)
        counts = {side.ref: sum(seat.side_id == side.pk for seat in late) for side in {seat.side for seat in late}}
        noted(panel, "panel.replaced", seats=counts)
        told(panel, [seat.member.user_id for seat in late], "review.replaced")
    return len(late)


@act
def remind_reviewers(*, panel: Panel) -> int:
    """Remind those who accepted and have not submitted, once, a day before their time is over; return how many."""
    panel = locked(panel, Panel.State.REVIEWING)
    now = clock.now()
    waiting = Seat.objects.filter(panel=panel, state=Seat.State.ACCEPTED, reminded_at__isnull=True, answer_by__lte=now + REMIND_BEFORE)
    users = list(waiting.values_list("member__user_id", flat=True))
    waiting.update(reminded_at=now)
    told(panel, users, "review.reminder")
    return len(users)


def offered_to(by: Member, panel: Panel) -> Seat:
    """Return the seat that is offered to a member now, locked."""
    seat = Seat.objects.select_for_update(of=("self",), no_key=True).select_related("side").get(panel=panel, member=by)
    if Interest.objects.filter(panel=panel, member=by).exists():
        raise HasInterest
    now = clock.now()
    if seat.state != Seat.State.OFFERED or (seat.answer_by and seat.answer_by <= now) or now >= panel.closes_at:
        raise SeatGone
    return seat


def pass_on(panel: Panel, seats: Sequence[Seat], state: Seat.State) -> None:
    """End seats, and for each ask the next of its side's reserve."""
    for seat in seats:
        seat.state, seat.answer_by = state, None
    Seat.objects.bulk_update(seats, ["state", "answer_by"])
    Review.objects.filter(seat__in=seats).delete()
    File.objects.filter(subject__in=[seat.ref for seat in seats]).delete()
    free = Counter(seat.side for seat in seats)
    told(panel, [seat.member.user_id for side, n in free.items() for seat in ask(panel, side, n)], "review.offered")


@dataclass(frozen=True)
class Order:
    """A side's people in the order of the lot: their seats by place, their institutes by place, and who declared an interest."""

    seats: dict[int, Seat]
    institutes: dict[int, str]
    conflicted: set[int]


def order_of(panel: Panel, side: Side) -> Order:
    seats = {seat.place: seat for seat in Seat.objects.filter(panel=panel, side=side).select_related("member__council")}
    hashes = dict(panel.places.values_list("member", "institute"))
    known = {place: hashes[seat.member_id] for place, seat in seats.items()}
    institutes = {place: name if name != panels.NO_INSTITUTE else f"-{place}" for place, name in known.items()}
    return Order(seats, institutes, set(panel.interests.values_list("member", flat=True)))


def ask(panel: Panel, side: Side, seats: int) -> list[Seat]:
    """Ask the next so many of a side's order, as far as there are any."""
    order = order_of(panel, side)
    return [seat for _ in range(seats) if (seat := ask_next(panel, order))]


def ask_next(panel: Panel, order: Order) -> Seat | None:
    """Ask the next of a side's order of whose institute nobody sits. Who left the council or declared an interest is passed over."""
    while True:
        asked = [place for place, seat in order.seats.items() if seat.state != Seat.State.RESERVE]
        sitting = [place for place, seat in order.seats.items() if seat.state in HELD]
        chosen = panels.next_in_reserve(sorted(order.seats), order.institutes, asked, sitting)
        if chosen is None:
            return None
        seat, now = order.seats[chosen], clock.now()
        if seat.member.has_vote and seat.member_id not in order.conflicted:
            seat.state, seat.asked_at = Seat.State.OFFERED, now
            seat.answer_by = min(now + timedelta(days=panel.answer_days), panel.closes_at)
            seat.save(update_fields=["state", "asked_at", "answer_by"])
            return seat
        seat.state = Seat.State.DECLINED
        seat.save(update_fields=["state"])
