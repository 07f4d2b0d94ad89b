"""A seat has a term: outside it the seat has no vote, opens nothing and is shown as ended."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.councils import acts, queries
from kenes.councils.errors import OwnSeat, WrongState
from kenes.councils.models import Council, Member
from tests import factories
from tests.councils.browsers import enter

TODAY = clock.now().date()


def with_term(member: Member, *, begins: int = -30, ends: int = 30) -> Member:
    member.term_from, member.term_to = TODAY + timedelta(days=begins), TODAY + timedelta(days=ends)
    member.save()
    return member


@pytest.mark.parametrize(("begins", "ends"), [(-30, -1), (1, 30)])
def test_outside_its_term_a_seat_has_no_vote_and_opens_nothing(council: Council, member: Member, begins: int, ends: int) -> None:
    with_term(member, begins=begins, ends=ends)
    assert (member.is_active, member.has_vote, member.moderates) == (False, False, False)
    assert list(queries.roster(council)) == []
    assert queries.members_per_region(council) == {}
    assert enter(member).get(reverse("members", args=[council.slug])).status_code == 404


@pytest.mark.parametrize(("begins", "ends"), [(-30, 30), (0, 0)])
def test_the_first_and_the_last_day_belong_to_the_term(council: Council, member: Member, begins: int, ends: int) -> None:
    with_term(member, begins=begins, ends=ends)
    assert (member.has_vote, list(queries.roster(council)), member.standing) == (True, [member], "active")


def test_a_seat_whose_term_is_over_is_shown_as_ended(council: Council, secretary: Member, member: Member) -> None:
    with_term(member, ends=-1)
    page = enter(secretary).get(reverse("seat", args=[council.slug, member.public_id])).content.decode()
    assert ("Ended" in page, member.state, member.get_standing_display()) == (True, "active", "Ended")


def test_a_chair_out_of_term_is_no_secretariat_and_a_secretary_keeps_the_desk(council: Council, member: Member) -> None:
    chair = with_term(factories.member(council, role=Member.Role.CHAIR), ends=-1)
    with pytest.raises(NotAllowed):
        acts.issue_code(by=chair, member=member)
    secretary = with_term(factories.member(council, role=Member.Role.SECRETARY), ends=-1)
    assert (secretary.is_secretariat, secretary.has_vote) == (True, False)
    assert queries.secretariat_ids(council) == [secretary.user_id]


def test_nobody_sets_their_own_term_and_an_ended_seat_is_not_changed(council: Council, member: Member) -> None:
    chair = factories.member(council, role=Member.Role.CHAIR)
    with pytest.raises(OwnSeat):
        acts.change_seat(by=chair, member=chair, region=chair.region, professions=[], term_to=TODAY + timedelta(days=900))
    acts.end_seat(by=chair, member=member, reason="Moved away")
    with pytest.raises(WrongState):
        acts.change_seat(by=chair, member=member, region=member.region, professions=[])
