"""Joining: by a link, by a one-time code, by an application."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import TestCase

from kenes.base import clock
from kenes.base.errors import Invalid, NotAllowed, TooMany
from kenes.councils import acts, doors, queries
from kenes.councils.errors import (
    AlreadySeated,
    CodeRefused,
    EmailTaken,
    InvitationClosed,
    NoApplications,
    ReachesFurther,
    UnknownLink,
    WrongState,
)
from kenes.councils.models import Application, Council, Invitation, Member, Profession, Region, SignInCode, User
from kenes.notices.models import Notice
from kenes.record.queries import entries, verify
from tests import factories
from tests.factories import text


@pytest.fixture
def seat(secretary: Member) -> Member:
    """A seat that nobody holds yet."""
    region, teacher = Region.objects.get(code="KZ-55"), Profession.objects.get(code="teacher")
    return acts.seat_member(by=secretary, side=secretary.side, region=region, professions=[teacher], role="member")


def types(council: Council) -> list[str]:
    return [entry.type for entry in reversed(entries(council.public_id))]


def later(**how_much: int) -> datetime:
    return clock.now() + timedelta(**how_much)


def test_a_link_seats_one_person_once(council: Council, secretary: Member, seat: Member) -> None:
    invitation, token = acts.invite(by=secretary, member=seat)
    joined = acts.accept_invitation(token=token, name="Әсем", email="Asem@Example.org", password="steppe-wind-7", language="kk")
    assert joined.user is not None
    assert (joined.pk, joined.state, joined.user.email, joined.user.language) == (seat.pk, "active", "asem@example.org", "kk")
    assert types(council) == ["seat.added", "invitation.made", "seat.joined"]
    assert list(Notice.objects.values_list("to", "kind")) == [(secretary.user_id, "seat_joined")]
    with pytest.raises(InvitationClosed):
        acts.accept_invitation(token=token, name="Another")
    assert token not in json.dumps([str(invitation.token_hash), *[entry.body for entry in entries(council.public_id)]])
    assert verify(council.public_id) is None


def test_a_link_dies_after_14_days_when_replaced_and_when_withdrawn(council: Council, secretary: Member, seat: Member) -> None:
    _, first = acts.invite(by=secretary, member=seat)
    second, newer = acts.invite(by=secretary, member=seat)
    with pytest.raises(InvitationClosed):
        acts.accept_invitation(token=first)
    with clock.at(later(days=14, minutes=1)), pytest.raises(InvitationClosed):
        acts.accept_invitation(token=newer)
    acts.withdraw_invitation(by=secretary, invitation=second)
    with pytest.raises(InvitationClosed):
        acts.accept_invitation(token=newer)
    with pytest.raises(InvitationClosed):
        acts.withdraw_invitation(by=secretary, invitation=second)
    with pytest.raises(UnknownLink):
        acts.accept_invitation(token="never made")
    assert types(council) == ["seat.added", "invitation.made", "invitation.made", "invitation.withdrawn"]
    assert User.objects.count() == 1


def test_a_refused_joining_leaves_the_link_usable(secretary: Member, seat: Member) -> None:
    _, token = acts.invite(by=secretary, member=seat)
    taken = str(secretary.user.email if secretary.user else "")
    refusals: list[tuple[dict[str, str], type[Invalid], str]] = [
        ({"email": taken}, EmailTaken, "email"),
        ({"email": "x"}, Invalid, "email"),
        ({"password": "steppe-wind-7"}, Invalid, "email"),
        ({"email": "a@example.org", "password": "1234567890"}, Invalid, "password"),
    ]
    for given, kind, field in refusals:
        with pytest.raises(kind) as refused:
            acts.accept_invitation(token=token, **given)
        assert refused.value.field == field
    assert acts.accept_invitation(token=token, name="Without mail").state == "active"


def test_a_person_signed_in_takes_the_seat_with_their_account_but_only_one_in_a_council(
    council: Council, secretary: Member, seat: Member
) -> None:
    elsewhere = factories.member(factories.council())
    _, token = acts.invite(by=secretary, member=seat)
    with pytest.raises(AlreadySeated):
        acts.accept_invitation(token=token, user=secretary.user)
    assert acts.accept_invitation(token=token, user=elsewhere.user).user == elsewhere.user


def test_somebody_whose_seat_ended_can_be_seated_again(council: Council, secretary: Member, member: Member, seat: Member) -> None:
    user = member.user
    acts.end_seat(by=secretary, member=member, reason="Moved away")
    _, token = acts.invite(by=secretary, member=seat)
    assert acts.accept_invitation(token=token, user=user).user == user
    member.refresh_from_db()
    assert (member.user, member.state) == (None, "ended")


def test_an_invitation_with_an_address_goes_out_by_mail(
    council: Council, secretary: Member, seat: Member, django_capture_on_commit_callbacks: Callable[..., "TestCase"]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _, token = acts.invite(by=secretary, member=seat, email="new@example.org")
    assert [(message.to, token in str(message.body)) for message in mail.outbox] == [(["new@example.org"], True)]


def test_a_code_signs_in_once_and_the_member_and_the_record_know(council: Council, secretary: Member, member: Member) -> None:
    row, code = acts.issue_code(by=secretary, member=member)
    assert (len(code), code[4], code in row.code_hash) == (9, "-", False)
    assert doors.enter_with_code(code=code.upper().replace("-", " "), address="1.1.1.1") == member
    assert types(council) == ["code.issued", "code.used"]
    assert list(Notice.objects.values_list("to", "kind")) == [(member.user_id, "code_issued")]
    with pytest.raises(CodeRefused) as refused:
        doors.enter_with_code(code=code, address="1.1.1.1")
    assert refused.value.field == "code"
    assert types(council) == ["code.issued", "code.used"]


def test_a_code_dies_after_a_day_and_when_a_newer_one_is_issued(secretary: Member, member: Member) -> None:
    _, first = acts.issue_code(by=secretary, member=member)
    _, second = acts.issue_code(by=secretary, member=member)
    with pytest.raises(CodeRefused):
        acts.sign_in_with_code(code=first)
    with clock.at(later(hours=24, minutes=1)), pytest.raises(CodeRefused):
        acts.sign_in_with_code(code=second)
    assert acts.sign_in_with_code(code=second) == member


def test_letters_that_people_mistake_are_understood(monkeypatch: pytest.MonkeyPatch, secretary: Member, member: Member) -> None:
    monkeypatch.setattr("kenes.councils.acts.codes.new_code", lambda: "01vx-kmac")
    acts.issue_code(by=secretary, member=member)
    assert acts.sign_in_with_code(code="OlUх-КМАС") == member


def test_guessing_stops_for_an_address_and_for_a_code(secretary: Member, member: Member) -> None:
    _, code = acts.issue_code(by=secretary, member=member)
    for number in range(5):
        with pytest.raises(CodeRefused):
            doors.enter_with_code(code=f"{code[:4]}000{number}", address=f"1.1.1.{number}")
    with pytest.raises(TooMany):
        doors.enter_with_code(code=code, address="2.2.2.2")
    for number in range(10):
        with pytest.raises(CodeRefused):
            doors.enter_with_code(code=f"zzz{number}0000", address="3.3.3.3")
    with pytest.raises(TooMany):
        doors.enter_with_code(code="yyyy0000", address="3.3.3.3")
    with clock.at(later(minutes=61)):
        assert doors.enter_with_code(code=code, address="3.3.3.3") == member


def test_a_seat_gets_five_codes_a_day(secretary: Member, member: Member) -> None:
    for _ in range(5):
        acts.issue_code(by=secretary, member=member)
    with pytest.raises(TooMany):
        acts.issue_code(by=secretary, member=member)
    with clock.at(later(hours=25)):
        acts.issue_code(by=secretary, member=member)
    assert SignInCode.objects.count() == 6


def test_a_code_for_a_free_seat_seats_its_person(council: Council, secretary: Member, seat: Member) -> None:
    _, token = acts.invite(by=secretary, member=seat, name="Ғалым")
    _, code = acts.issue_code(by=secretary, member=seat)
    joined = acts.sign_in_with_code(code=code, language="ru")
    assert joined.user is not None
    assert (joined.state, joined.user.name, joined.user.language) == ("active", "Ғалым", "ru")
    assert types(council)[-2:] == ["code.used", "seat.joined"]
    with pytest.raises(InvitationClosed):
        acts.accept_invitation(token=token)


def test_members_do_not_issue_codes_and_suspended_members_cannot_use_them(secretary: Member, member: Member, seat: Member) -> None:
    with pytest.raises(NotAllowed):
        acts.issue_code(by=member, member=secretary)
    _, code = acts.issue_code(by=secretary, member=member)
    acts.suspend_member(by=secretary, member=member, reason="Pause")
    with pytest.raises(CodeRefused):
        acts.sign_in_with_code(code=code)


def test_a_code_never_opens_more_than_the_council_that_issued_it(council: Council, secretary: Member, member: Member) -> None:
    elsewhere = factories.member(factories.council())
    _, code = acts.issue_code(by=secretary, member=member)
    elsewhere.user, before = member.user, len(types(council))
    elsewhere.save()
    with pytest.raises(CodeRefused):
        acts.sign_in_with_code(code=code)
    with pytest.raises(ReachesFurther):
        acts.issue_code(by=secretary, member=member)
    assert len(types(council)) == before
    _, code = acts.issue_code(by=None, member=member)
    assert acts.sign_in_with_code(code=code) == member


def test_an_adoption_can_say_how_many_voters_entered_by_a_code(council: Council, secretary: Member) -> None:
    first, second, third = factories.members(council, 3)
    began = clock.now()
    for member in (first, first, second):
        acts.sign_in_with_code(code=acts.issue_code(by=secretary, member=member)[1])
    acts.issue_code(by=secretary, member=third)
    assert queries.codes_issued_since([first.pk, second.pk, third.pk], began) == 2
    assert queries.codes_issued_since([third.pk], began) == 0
    assert queries.codes_issued_since([first.pk], later(minutes=1)) == 0


def application(council: Council, **changes: object) -> Application:
    given: dict[str, object] = {
        "side": council.sides.get(order=0),
        "region": Region.objects.get(code="KZ-55"),
        "profession": Profession.objects.get(code="teacher"),
        "name": "Әсем Қуатова",
        "contact": "asem@example.org",
        "reason": text("I teach physics in a village school."),
        "address": "1.1.1.1",
    }
    return doors.apply(council=council, **(given | changes))  # type: ignore[arg-type]


def test_an_application_reaches_the_secretariat_and_no_name_the_record(council: Council, secretary: Member) -> None:
    made = application(council)
    entry = entries(council.public_id)[0]
    assert made.public_id not in entry.body, "who reads the record cannot open the applicant's page"
    assert (entry.type, "Әсем" in entry.body, entry.sealed.get(name="name").text) == ("application.received", False, "Әсем Қуатова")
    assert list(Notice.objects.values_list("to", "kind", "object")) == [(secretary.user_id, "application_received", made.ref)]


def test_an_accepted_application_becomes_a_seat_with_a_link(council: Council, secretary: Member) -> None:
    member, invitation, token = acts.accept_application(by=secretary, application=application(council))
    assert (member.region.code if member.region else "", member.state, invitation.email, invitation.name) == (
        "KZ-55",
        "invited",
        "asem@example.org",
        "Әсем Қуатова",
    )
    assert acts.accept_invitation(token=token, name="Әсем").pk == member.pk
    assert types(council) == ["application.received", "seat.added", "application.accepted", "invitation.made", "seat.joined"]


def test_a_declined_application_keeps_its_reason_and_happens_once(
    council: Council, secretary: Member, django_capture_on_commit_callbacks: Callable[..., "TestCase"]
) -> None:
    made = application(council)
    with pytest.raises(Invalid):
        acts.decline_application(by=secretary, application=made, reason="")
    with django_capture_on_commit_callbacks(execute=True):
        acts.decline_application(by=secretary, application=made, reason="The region is full this year.")
    made.refresh_from_db()
    assert (made.state, made.answer, made.vetted_by) == ("declined", "The region is full this year.", secretary)
    assert [(message.to, "The region is full" in str(message.body)) for message in mail.outbox] == [(["asem@example.org"], True)]
    with pytest.raises(WrongState):
        acts.accept_application(by=secretary, application=made)
    assert types(council) == ["application.received", "application.declined"]


def test_only_the_secretariat_of_the_side_vets(secretary: Member, council: Council, member: Member) -> None:
    made = application(council)
    with pytest.raises(NotAllowed):
        acts.accept_application(by=member, application=made)
    with pytest.raises(NotAllowed):
        acts.accept_application(by=factories.member(factories.council(), role=Member.Role.SECRETARY), application=made)
    assert Invitation.objects.count() == 0


def test_applications_are_limited_by_address_and_can_be_closed(council: Council) -> None:
    for _ in range(5):
        application(council)
    with pytest.raises(TooMany):
        application(council)
    council.takes_applications = False
    council.save()
    with pytest.raises(NoApplications):
        application(council, address="2.2.2.2")
    assert Application.objects.count() == 5


def test_the_command_line_lets_a_lone_secretary_in(council: Council, secretary: Member, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sign_in_code", council.slug, secretary.number)
    assert acts.sign_in_with_code(code=capsys.readouterr().out) == secretary
    assert [json.loads(entry.body)["actor"] for entry in reversed(entries(council.public_id))] == ["", secretary.ref]
    with pytest.raises(CommandError):
        call_command("sign_in_code", council.slug, 999)
