"""A panel from its opening to its draw, and the seats of its reviewers."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.base.errors import KenesError, NotAllowed
from kenes.claims import acts, verify_draw
from kenes.claims.acts.seats import pass_on
from kenes.claims.errors import (
    AlreadyCommitted,
    ClaimBusy,
    DatesOutOfOrder,
    HasInterest,
    NonceDiffers,
    NonceTooEarly,
    NoNonce,
    PanelMovedOn,
    SeatGone,
    TooFewSeats,
)
from kenes.claims.models import Affiliation, Claim, Panel, PoolPlace, Seat
from kenes.claims.queries.panels import proof_of
from kenes.claims.tasks import tick
from kenes.councils.models import Member
from kenes.engine.panels import commitment_of
from kenes.record.queries import entries
from kenes.site.queries.record import exported
from tests import factories
from tests.claims import scenes
from tests.claims.scenes import DAY
from tests.issues.conftest import entry_types, notices_to

pytestmark = pytest.mark.django_db


def refused(error: type[KenesError], act: Callable[..., Any], **arguments: Any) -> None:
    with pytest.raises(error):
        act(**arguments)


def declare(member: Member, panel: Panel, institute: str = "", *, interest: bool = False) -> None:
    acts.declare_interest(by=member, panel=panel, has_interest=interest, institute=institute)


def test_a_panel_is_drawn_with_equal_seats_and_its_proof_convinces_the_stand_alone_verifier(tmp_path: Path) -> None:
    council, (first, second) = scenes.two_sides(people=15)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council)))
    assert panel.state == Panel.State.REVIEWING
    asked = panel.seats.filter(state=Seat.State.OFFERED)
    assert [asked.filter(side=side).count() for side in (first.side, second.side)] == [12, 12]
    assert panel.seats.filter(state=Seat.State.RESERVE).count() == 6
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(proof_of(panel)))
    record = tmp_path / "record.jsonl"
    record.write_text("".join(exported(council, 1000)))
    assert verify_draw.main([str(proof), str(record)]) == 0
    seat = asked.first()
    assert seat is not None
    place = PoolPlace.objects.get(panel=panel, member=seat.member)
    assert verify_draw.main([str(proof), "--me", seat.member.ref, place.salt]) == 0
    assert verify_draw.main([str(proof), "--me", first.ref, place.salt]) == 1
    everything = proof.read_text() + record.read_text()
    for member in Member.objects.filter(council=council, role="member"):
        assert member.public_id not in everything
    assert [kind for kind in entry_types(council) if kind.startswith("panel.")] == [
        *("panel.opened", "panel.frozen", "panel.committed", "panel.committed", "panel.revealed", "panel.revealed", "panel.drawn")
    ]


def test_the_verifier_sees_when_the_record_has_another_order(tmp_path: Path) -> None:
    council, (first, _second) = scenes.two_sides()
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council)))
    lines = list(exported(council, 1000))
    moved = [line.replace('"seq":1,', '"seq":99,') for line in lines]
    proof = proof_of(panel)
    assert list(verify_draw.faults_of_order(proof, lines)) == []
    assert any("another order" in fault for fault in verify_draw.faults_of_order(proof, moved))
    assert any("does not hold" in fault for fault in verify_draw.faults_of_order(proof, []))


def test_a_declared_interest_the_chair_and_who_registered_the_claim_are_not_in_the_pool() -> None:
    council, (first, _second) = scenes.two_sides(people=13)
    author, conflicted, changed = Member.objects.filter(council=council, side=first.side, role="member")[:3]
    chair = factories.member(council, role=Member.Role.CHAIR)
    panel = scenes.opened(first, scenes.claim(council, registered_by=author))
    declare(conflicted, panel, interest=True)
    declare(changed, panel, interest=True)
    declare(changed, panel)
    refused(NotAllowed, acts.declare_interest, by=chair, panel=panel, has_interest=True)
    panel = scenes.frozen(panel)
    drawn = set(panel.places.values_list("member", flat=True))
    assert not drawn & {author.pk, conflicted.pk, chair.pk, first.pk}
    assert changed.pk in drawn
    refused(PanelMovedOn, acts.declare_interest, by=changed, panel=panel, has_interest=True)


def test_two_reviewers_of_one_institute_never_sit_on_a_side() -> None:
    council, (first, second) = scenes.two_sides(people=16)
    panel = scenes.opened(first, scenes.claim(council))
    for number, member in enumerate(Member.objects.filter(council=council, side=first.side, role="member")):
        declare(member, panel, "Institute of Mines" if number % 2 else f" institute  of  {number}")
    panel = scenes.drawn(panel)
    assert panel.seats_per_side == 9  # eight institutes and the one of many: so many can sit, on either side
    names = dict(Affiliation.objects.values_list("member", "institute"))
    sitting = [names[seat.member_id] for seat in panel.seats.filter(side=first.side, state=Seat.State.OFFERED)]
    assert sitting.count("Institute of Mines") == 1
    assert panel.seats.filter(side=second.side, state=Seat.State.OFFERED).count() == 9
    assert "mines" not in panel.pool_text.lower()


def test_who_turns_out_to_be_a_colleague_when_accepting_gives_way_to_the_reserve() -> None:
    council, (first, _second) = scenes.two_sides(people=13)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council)))
    one, other = panel.seats.filter(side=first.side, state=Seat.State.OFFERED).select_related("member")[:2]
    with clock.at(scenes.drawn_at(panel)):
        assert acts.accept_seat(by=one.member, seat=one, institute="Institute of Mines").state == Seat.State.ACCEPTED
        assert acts.accept_seat(by=other.member, seat=other, institute="INSTITUTE of  mines").state == Seat.State.DECLINED
    assert panel.seats.filter(side=first.side, state=Seat.State.OFFERED).count() == 11
    assert not panel.seats.filter(side=first.side, state=Seat.State.RESERVE).exists()


def test_a_nonce_is_not_revealed_before_the_other_side_has_committed() -> None:
    council, (first, second) = scenes.two_sides()
    panel = scenes.frozen(scenes.opened(first, scenes.claim(council)))
    mine, theirs = "aa" * 32, "bb" * 32
    with clock.at(panel.declare_by + timedelta(minutes=1)):
        refused(NoNonce, acts.commit_nonce, by=first, panel=panel, commitment="12345")
        acts.commit_nonce(by=first, panel=panel, commitment=commitment_of(mine))
        refused(AlreadyCommitted, acts.commit_nonce, by=first, panel=panel, commitment=commitment_of(theirs))
        refused(NonceTooEarly, acts.reveal_nonce, by=first, panel=panel, nonce=mine)
        refused(AlreadyCommitted, acts.commit_nonce, by=second, panel=panel, commitment=commitment_of(mine))
        acts.commit_nonce(by=second, panel=panel, commitment=commitment_of(theirs))
        refused(NonceDiffers, acts.reveal_nonce, by=first, panel=panel, nonce=theirs)
        acts.reveal_nonce(by=first, panel=panel, nonce=f" {mine[:32].upper()}\n{mine[32:]} ")
        refused(AlreadyCommitted, acts.reveal_nonce, by=first, panel=panel, nonce=mine)
        assert scenes.again(panel).state == Panel.State.REVEALING
        member = Member.objects.filter(council=council, role="member").first()
        refused(NotAllowed, acts.reveal_nonce, by=member, panel=panel, nonce=theirs)
    record = json.loads(entries(council.public_id).filter(type="panel.committed").latest("seq").body)
    assert mine not in json.dumps(record)


def test_a_side_that_does_not_reveal_voids_the_draw_and_the_record_says_which() -> None:
    council, (first, second) = scenes.two_sides()
    claim = scenes.claim(council)
    panel = scenes.committed(scenes.frozen(scenes.opened(first, claim)))
    with clock.at(panel.draw_by - DAY):
        acts.reveal_nonce(by=first, panel=panel, nonce=scenes.nonce_of(first))
    with clock.at(panel.draw_by):
        refused(PanelMovedOn, acts.reveal_nonce, by=second, panel=panel, nonce=scenes.nonce_of(second))
        tick()
    panel = scenes.again(panel)
    assert (panel.state, panel.void_because, panel.void_sides) == (Panel.State.VOID, Panel.Void.SILENT, [second.side.public_id])
    assert second.side.ref in entries(council.public_id).get(type="panel.void").body
    assert (panel.claim.state, panel.seats.count()) == (Claim.State.REGISTERED, 0)
    assert "panel.void" in notices_to(second)
    with clock.at(panel.draw_by + DAY):
        assert scenes.opened(second, claim).number == 2


def test_a_side_that_bound_itself_is_not_named_when_another_did_not() -> None:
    council, (first, second) = scenes.two_sides()
    panel = scenes.frozen(scenes.opened(first, scenes.claim(council)))
    with clock.at(panel.draw_by - DAY):
        acts.commit_nonce(by=first, panel=panel, commitment=commitment_of(scenes.nonce_of(first)))
    with clock.at(panel.draw_by):
        tick()
    assert scenes.again(panel).void_sides == [second.side.public_id]


def test_a_side_with_too_few_people_voids_the_draw() -> None:
    council, (first, _second) = scenes.two_sides(people=8)
    panel = scenes.opened(first, scenes.claim(council))
    declare(Member.objects.filter(council=council, side__order=1, role="member")[0], panel, interest=True)
    panel = scenes.frozen(panel)
    assert (panel.state, panel.void_because, len(panel.void_sides)) == (Panel.State.VOID, Panel.Void.SMALL, 1)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"seats": 7, "least": 7}, TooFewSeats),
        ({"seats": 12, "least": 13}, TooFewSeats),
        ({"seats": 51}, TooFewSeats),
        ({"declare_by": timedelta(hours=23)}, DatesOutOfOrder),
        ({"draw_by": 2 * DAY}, DatesOutOfOrder),
        ({"closes_at": 9 * DAY}, DatesOutOfOrder),
        ({"closes_at": 181 * DAY}, DatesOutOfOrder),
        ({"names": "sometimes"}, KenesError),
    ],
)
def test_a_panel_with_too_little_time_or_too_few_seats_is_refused(told: dict[str, Any], error: type[KenesError]) -> None:
    council, (first, _second) = scenes.two_sides(people=1)
    given = {name: clock.now() + value if isinstance(value, timedelta) else value for name, value in told.items()}
    with pytest.raises(error):
        scenes.opened(first, scenes.claim(council), **given)
    assert not Panel.objects.exists()


def test_a_claim_is_reviewed_once_at_a_time_and_only_the_secretariat_asks_for_it() -> None:
    council, (first, second) = scenes.two_sides(people=1)
    claim = scenes.claim(council)
    refused(NotAllowed, scenes.opened, by=Member.objects.get(council=council, side=first.side, role="member"), about=claim)
    scenes.opened(first, claim)
    refused(ClaimBusy, scenes.opened, by=second, about=claim)


def test_the_council_threshold_is_the_least_number_of_reviews_too() -> None:
    council, (first, _second) = scenes.two_sides(people=1)
    council.threshold = 10
    council.save()
    refused(TooFewSeats, scenes.opened, by=first, about=scenes.claim(council))


def test_seats_that_are_declined_or_not_answered_pass_on_in_the_drawn_order_until_nobody_is_left() -> None:
    council, (first, _second) = scenes.two_sides(people=14)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council)))
    seats = list(panel.seats.filter(side=first.side).select_related("member"))
    with clock.at(scenes.drawn_at(panel) + timedelta(hours=1)):
        acts.decline_seat(by=seats[0].member, seat=seats[0])
        assert Seat.objects.get(pk=seats[12].pk).state == Seat.State.OFFERED
        refused(SeatGone, acts.accept_seat, by=seats[0].member, seat=seats[0], institute="X")
        refused(NotAllowed, acts.accept_seat, by=seats[1].member, seat=seats[2], institute="X")
        acts.accept_seat(by=seats[1].member, seat=seats[1], institute="X")
    with clock.at(scenes.drawn_at(panel) + timedelta(days=3)):
        tick()
        states = list(panel.seats.filter(side=first.side).values_list("state", flat=True))
        assert states.count("replaced") == 10  # those who were asked at the draw; one accepted, one was asked an hour later
        assert states[13] == Seat.State.OFFERED
        refused(SeatGone, acts.accept_seat, by=seats[3].member, seat=seats[3], institute="Y")
    with clock.at(panel.first_due):
        tick()
        assert "review.replaced" in notices_to(seats[1].member)
    assert not panel.seats.filter(side=first.side, state__in=["offered", "accepted", "reserve"]).exists()


def test_passing_on_many_seats_asks_the_database_as_little_as_passing_on_few() -> None:
    council, (first, _second) = scenes.two_sides(people=16)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council), seats=8))
    seats = list(panel.seats.filter(side=first.side).select_related("side", "member"))
    counts = []
    for late in (seats[:1], seats[1:3]):
        with clock.at(scenes.drawn_at(panel) + timedelta(hours=1)), CaptureQueriesContext(connection) as asked:
            pass_on(panel, late, Seat.State.REPLACED)
        counts.append(len(asked) - len(late))  # each who is asked is one update
    assert counts[0] == counts[1]
    assert panel.seats.filter(side=first.side, state=Seat.State.OFFERED).count() == 8


def test_an_interest_that_comes_up_later_ends_the_seat_and_who_has_one_is_passed_over() -> None:
    council, (first, _second) = scenes.two_sides(people=13)
    panel = scenes.drawn(scenes.opened(first, scenes.claim(council)))
    with clock.at(scenes.drawn_at(panel) + timedelta(hours=1)):
        seat = scenes.accepted(panel, 0, 1)[0]
        scenes.review(seat)
        ended = acts.decline_seat(by=seat.member, seat=seat, has_interest=True)
        assert ended.state == Seat.State.DECLINED
        assert not hasattr(Seat.objects.get(pk=seat.pk), "review")
        refused(HasInterest, acts.accept_seat, by=seat.member, seat=seat, institute="X")
        refused(HasInterest, scenes.review, seat=seat)


def test_a_pool_that_somebody_changed_in_the_database_is_not_drawn_from() -> None:
    council, (first, second) = scenes.two_sides()
    panel = scenes.committed(scenes.frozen(scenes.opened(first, scenes.claim(council))))
    with clock.at(scenes.drawn_at(panel)):
        acts.reveal_nonce(by=first, panel=panel, nonce=scenes.nonce_of(first))
        Panel.objects.filter(pk=panel.pk).update(pool_text=panel.pool_text.replace("seats 12", "seats 11"))
        refused(PanelMovedOn, acts.reveal_nonce, by=second, panel=panel, nonce=scenes.nonce_of(second))
    assert not panel.seats.exists()


def test_a_council_of_one_side_draws_with_its_own_number_alone() -> None:
    council = factories.council()
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    factories.members(council, 9)
    panel = scenes.drawn(scenes.opened(secretary, scenes.claim(council)))
    assert panel.seats.filter(state=Seat.State.OFFERED).count() == panel.seats_per_side == 9
