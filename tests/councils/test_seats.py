"""Seats: made, changed, suspended, restored and ended by the secretariat of their side."""

import json
from datetime import date

import pytest

from kenes.base.errors import Invalid, KenesError, NotAllowed
from kenes.councils import acts
from kenes.councils.errors import OwnSeat, WrongState
from kenes.councils.models import Council, Member, Profession, Region, Session
from kenes.councils.sessions import SessionStore
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.record.queries import entries, verify
from tests import factories

pytestmark = pytest.mark.django_db


def seat(secretary: Member, **changes: object) -> Member:
    side = secretary.side
    given: dict[str, object] = {
        "side": side,
        "region": Region.objects.get(code="KZ-55"),
        "professions": [Profession.objects.get(code="teacher")],
        "role": Member.Role.MEMBER,
    }
    return acts.seat_member(by=secretary, **(given | changes))  # type: ignore[arg-type]


def last(council: Council) -> Entry:
    return entries(council.public_id)[0]


def notices(member: Member) -> list[str]:
    return list(Notice.objects.filter(to=member.user_id).order_by("pk").values_list("kind", flat=True))


def test_a_seat_gets_the_next_number_and_stands_on_the_record(council: Council, secretary: Member) -> None:
    made = seat(secretary, topics=["school roads"])
    entry = last(council)
    assert (made.number, made.state, entry.type, entry.object) == (2, "invited", "seat.added", made.ref)
    assert json.loads(entry.body)["details"] == {
        "number": 2,
        "side": 0,
        "role": "member",
        "from": "",
        "to": "",
    }
    assert json.loads(entry.body)["actor"] == secretary.ref
    assert (entry.sealed.get().text, "KZ-55" in entry.body) == ("KZ-55 teacher", False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"region": None}, "region"),
        ({"role": "king"}, "role"),
        ({"number": 1}, "number"),
        ({"number": 0}, "number"),
        ({"term_from": date(2026, 5, 1), "term_to": date(2026, 4, 1)}, "term_to"),
    ],
)
def test_a_seat_that_makes_no_sense_is_refused_and_leaves_no_trace(
    council: Council, secretary: Member, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        seat(secretary, **changes)
    assert refused.value.field == field
    assert (council.members.count(), entries(council.public_id).count()) == (1, 0)


def test_a_region_of_another_country_is_refused(secretary: Member) -> None:
    with pytest.raises(Invalid) as refused:
        seat(secretary, region=Region.objects.get(code="RU-OMS"))
    assert refused.value.field == "region"


def test_only_a_secretariat_seats_and_only_on_its_own_side() -> None:
    council = factories.council(countries=("KZ", "RU"))
    secretary, member = factories.member(council, role=Member.Role.SECRETARY), factories.member(council)
    with pytest.raises(NotAllowed):
        seat(member)
    with pytest.raises(NotAllowed):
        seat(secretary, side=council.sides.get(order=1), region=Region.objects.get(code="RU-OMS"))
    with pytest.raises(NotAllowed):
        acts.change_role(by=secretary, member=factories.member(council, side=1), role="observer")


def test_a_suspended_member_is_signed_out_everywhere_and_told_why(council: Council, secretary: Member, member: Member) -> None:
    assert member.user is not None
    store = SessionStore()
    store["_auth_user_id"] = str(member.user.pk)
    store.save()
    other = SessionStore()
    other["_auth_user_id"] = str(secretary.user_id)
    other.save()

    acts.suspend_member(by=secretary, member=member, reason="Writes in the name of others")

    member.refresh_from_db()
    assert member.state == "suspended"
    assert [session.user_id for session in Session.objects.all()] == [secretary.user_id]
    assert (last(council).type, notices(member)) == ("seat.suspended", ["seat_suspended"])
    assert Notice.objects.get(to=member.user_id).details == {"seat": f"{member.number:03d}", "reason": "Writes in the name of others"}
    assert "Writes" not in last(council).body
    assert verify(council.public_id) is None


def test_a_restored_seat_is_active_again(council: Council, secretary: Member, member: Member) -> None:
    acts.suspend_member(by=secretary, member=member, reason="Asked for a pause")
    restored = acts.restore_member(by=secretary, member=member)
    assert (restored.state, last(council).type, notices(member)) == ("active", "seat.restored", ["seat_suspended", "seat_restored"])


def test_an_ended_seat_cannot_be_restored_and_its_links_and_codes_die(council: Council, secretary: Member) -> None:
    made = seat(secretary)
    acts.invite(by=secretary, member=made)
    acts.issue_code(by=secretary, member=made)
    acts.end_seat(by=secretary, member=made, reason="Never came")
    assert (made.invitations.get().withdrawn_at is None, made.codes.get().expires_at > made.codes.get().issued_at) == (False, True)
    before = entries(council.public_id).count()
    for refused in (
        lambda: acts.restore_member(by=secretary, member=made),
        lambda: acts.suspend_member(by=secretary, member=made, reason="x"),
        lambda: acts.issue_code(by=secretary, member=made),
        lambda: acts.invite(by=secretary, member=made),
        lambda: acts.change_role(by=secretary, member=made, role="observer"),
    ):
        with pytest.raises(WrongState):
            refused()
    assert entries(council.public_id).count() == before


def test_a_reason_is_needed_to_close_a_seat(council: Council, secretary: Member, member: Member) -> None:
    with pytest.raises(Invalid) as refused:
        acts.end_seat(by=secretary, member=member, reason="")
    assert refused.value.field == "reason"
    assert entries(council.public_id).count() == 0


def test_nobody_manages_their_own_seat(secretary: Member) -> None:
    refusals: list[type[KenesError]] = []
    for attempt in (
        lambda: acts.change_role(by=secretary, member=secretary, role="chair"),
        lambda: acts.suspend_member(by=secretary, member=secretary, reason="x"),
        lambda: acts.end_seat(by=secretary, member=secretary, reason="x"),
        lambda: acts.issue_code(by=secretary, member=secretary),
    ):
        with pytest.raises(OwnSeat) as refused:
            attempt()
        refusals.append(refused.type)
    assert refusals == [OwnSeat] * 4


def test_a_changed_role_is_recorded_and_told(council: Council, secretary: Member, member: Member) -> None:
    acts.change_role(by=secretary, member=member, role="moderator")
    member.refresh_from_db()
    assert (member.role, notices(member)) == ("moderator", ["role_changed"])
    assert json.loads(last(council).body)["details"] == {"number": member.number, "from": "member", "to": "moderator"}


def test_a_changed_seat_names_what_changed(council: Council, secretary: Member, member: Member) -> None:
    region = Region.objects.get(code="KZ-55")
    acts.change_seat(by=secretary, member=member, region=region, professions=list(member.professions.all()))
    assert json.loads(last(council).body)["details"]["changed"] == {"speaks_from": True}
    assert last(council).sealed.get().text.startswith("KZ-55")
    assert notices(member) == ["seat_changed"]
