"""Each secretariat vets only its own members: every act about people, tried by the secretariat of the other side."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base.errors import NotAllowed
from kenes.councils import acts
from kenes.councils.errors import BadRoster
from kenes.councils.models import Application, Council, Invitation, Member, Profession, Region, SignInCode
from kenes.councils.views.members import ACTIONS
from kenes.notices.models import Notice
from kenes.record.queries import entries
from tests import factories
from tests.architecture.source import acts as all_acts
from tests.factories import text

pytestmark = pytest.mark.django_db


@dataclass
class There:
    """What the other side has that could be vetted."""

    by: Member  # of this side
    member: Member
    free: Member  # a seat that nobody holds
    suspended: Member
    invitation: Invitation
    application: Application


def table(there: There) -> list[list[str]]:
    return [["side", "region", "professions", "role"], ["2", "RU-OMS", "teacher", "member"]]


def seat(there: There, role: str) -> Member:
    side, region = there.member.side, there.member.region
    return acts.seat_member(by=there.by, side=side, region=region, professions=Profession.objects.filter(code="teacher"), role=role)


ATTEMPTS: dict[str, Callable[[There], object]] = {
    "seats.seat_member": lambda there: seat(there, "member"),
    "seats.seat_member (a secretary)": lambda there: seat(there, "secretary"),
    "seats.change_seat": lambda there: acts.change_seat(
        by=there.by, member=there.member, region=there.member.region, professions=there.member.professions.all(), topics=["spying"]
    ),
    "seats.change_role": lambda there: acts.change_role(by=there.by, member=there.member, role="observer"),
    "seats.change_role (of a secretary)": lambda there: acts.change_role(
        by=there.by, member=Member.objects.get(side=there.member.side, role="secretary"), role="member"
    ),
    "seats.suspend_member": lambda there: acts.suspend_member(by=there.by, member=there.member, reason="x"),
    "seats.end_seat": lambda there: acts.end_seat(by=there.by, member=there.member, reason="x"),
    "seats.restore_member": lambda there: acts.restore_member(by=there.by, member=there.suspended),
    "codes.issue_code": lambda there: acts.issue_code(by=there.by, member=there.member),
    "codes.issue_code (of a free seat)": lambda there: acts.issue_code(by=there.by, member=there.free),
    "joining.invite": lambda there: acts.invite(by=there.by, member=there.free),
    "joining.withdraw_invitation": lambda there: acts.withdraw_invitation(by=there.by, invitation=there.invitation),
    "joining.accept_application": lambda there: acts.accept_application(by=there.by, application=there.application),
    "joining.decline_application": lambda there: acts.decline_application(by=there.by, application=there.application, reason="x"),
    "rosters.import_roster": lambda there: acts.import_roster(by=there.by, table=table(there)),
}
# Acts of this room that vet nobody, and why.
OTHERS = {
    "accounts.change_account": "one's own account",
    "accounts.choose_password": "one's own account",
    "accounts.end_sessions": "one's own sessions",
    "accounts.set_language": "one's own choice",
    "codes.sign_in_with_code": "whoever holds the code",
    "codes.drop_second_factor": "at the installation's command line only",
    "founding.add_side": "the council itself",
    "founding.change_council": "the council itself",
    "founding.create_council": "the council itself",
    "founding.first_secretary": "a council without people",
    "founding.found_council": "a council without people",
    "joining.accept_invitation": "whoever holds the link",
    "joining.apply": "anybody",
    "threads.comment": "the discussion of joint objects",
    "threads.hide_comment": "the discussion of joint objects, which all sides' moderators keep",
    "threads.show_comment": "the discussion of joint objects, which all sides' moderators keep",
}


@pytest.fixture
def council() -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture(params=["secretary", "chair"])
def there(council: Council, request: pytest.FixtureRequest) -> There:
    own = factories.member(council, role=Member.Role.SECRETARY, side=1)
    member, suspended = factories.members(council, 2, region="RU-OMS", side=1)
    acts.suspend_member(by=own, member=suspended, reason="Asked for a pause")
    region, professions = Region.objects.get(code="RU-OMS"), Profession.objects.filter(code="teacher")
    free = acts.seat_member(by=own, side=own.side, region=region, professions=professions, role="member")
    invitation, _ = acts.invite(by=own, member=free)
    application = acts.apply(
        council=council, side=own.side, region=region, profession=professions[0], name="A. Person", contact="+7 1", reason=text("To help")
    )
    return There(factories.member(council, role=Member.Role(request.param)), member, free, suspended, invitation, application)


def test_every_act_of_the_room_is_tried_or_vets_nobody() -> None:
    known = {name.removeprefix("kenes.councils.acts.") for name in all_acts() if name.startswith("kenes.councils.acts.")}
    assert known == {name.partition(" ")[0] for name in ATTEMPTS} | OTHERS.keys()


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_other_sides_secretariat_can_do_nothing_with_it(there: There, name: str) -> None:
    council = there.by.council
    before = entries(council.public_id).count(), Member.objects.count(), SignInCode.objects.count(), Notice.objects.count()
    with pytest.raises(BadRoster if name.startswith("rosters") else NotAllowed):
        ATTEMPTS[name](there)
    assert (entries(council.public_id).count(), Member.objects.count(), SignInCode.objects.count(), Notice.objects.count()) == before


def test_no_page_offers_or_takes_it_either(there: There) -> None:
    client, slug = Client(), there.by.council.slug
    assert there.by.user is not None
    client.force_login(there.by.user, backend="django.contrib.auth.backends.ModelBackend")
    posts = [reverse("seat-act", args=[slug, seat.public_id, action]) for action in ACTIONS for seat in (there.member, there.free)]
    posts.append(reverse("application", args=[slug, there.application.public_id]))
    assert {client.post(url, {"accept": "1", "decline": "1", "reason": "x"}).status_code for url in posts} == {404}
    shown = client.get(reverse("seat", args=[slug, there.member.public_id])).content.decode()
    assert there.member.user is not None
    assert str(there.member.user.email) not in shown
    assert "<textarea" not in shown
    assert there.application.name not in client.get(reverse("applications", args=[slug])).content.decode()


def test_a_side_that_nobody_has_joined_is_handed_its_first_secretary_and_nothing_more(council: Council) -> None:
    by, other = factories.member(council, role=Member.Role.SECRETARY), council.sides.get(order=1)
    for role in ("member", "chair", "moderator", "observer"):
        with pytest.raises(NotAllowed):
            acts.seat_member(by=by, side=other, region=None, professions=[], role=role)
    first = acts.seat_member(by=by, side=other, region=None, professions=[], role="secretary")
    _, token = acts.invite(by=by, member=first)
    joined = acts.accept_invitation(token=token)
    acts.suspend_member(by=factories.member(council, role=Member.Role.SECRETARY, side=1), member=joined, reason="On leave")
    Member.objects.filter(side=other).exclude(pk=joined.pk).update(state="ended")
    for refused in (
        lambda: acts.seat_member(by=by, side=other, region=None, professions=[], role="secretary"),
        lambda: acts.restore_member(by=by, member=joined),
        lambda: acts.issue_code(by=by, member=joined),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_name_of_the_other_side_is_shown_to_its_own_secretariat_only(council: Council) -> None:
    from tests.promotion import chains

    author = factories.member(council, side=1)
    assert author.user is not None
    author.user.name = "Zhanna Petrova"
    author.user.save()
    url = reverse("signal", args=[council.slug, chains.signal(author).public_id])
    seen = []
    for side in (0, 1):
        seat = factories.member(council, role=Member.Role.SECRETARY, side=side)
        client = Client()
        assert seat.user is not None
        client.force_login(seat.user, backend="django.contrib.auth.backends.ModelBackend")
        seen.append("Zhanna Petrova" in client.get(url).content.decode())
    assert seen == [False, True]
