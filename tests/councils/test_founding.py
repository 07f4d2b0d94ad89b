"""Founding a council."""

import json

import pytest

from kenes.base.errors import Invalid, NotAllowed
from kenes.councils import acts
from kenes.councils.acts.founding import SideDraft
from kenes.councils.errors import NotEmpty, WrongState
from kenes.councils.models import Council, Country, Member, User
from kenes.notices.models import Notice
from kenes.record.models import Entry
from kenes.record.queries import entries, verify
from tests import factories
from tests.factories import text

pytestmark = pytest.mark.django_db


def draft(country: str = "KZ") -> SideDraft:
    return SideDraft(text("Kazakhstan"), Country.objects.get(code=country), text("Institute"), "Asia/Almaty")


def found(by_user: User | None = None, slug: str = "experts", **secretary: str) -> tuple[Council, Member]:
    council = {"slug": slug, "name": text("Experts"), "purpose": text("To be heard"), "languages": ["kk", "ru"]}
    given = {"name": "Үлгі есім", "email": "Name@Example.org", "password": "steppe-wind-7", "language": "kk"}
    return acts.found_council(by_user=by_user, council=council, sides=[draft()], secretary=given | secretary)


def test_the_first_visitor_founds_the_first_council_and_becomes_its_secretary() -> None:
    council, secretary = found()
    assert secretary.user is not None
    assert (secretary.number, secretary.role, secretary.state) == (1, "secretary", "active")
    assert (secretary.user.email, secretary.user.is_staff, secretary.user.check_password("steppe-wind-7")) == (
        "name@example.org",
        True,
        True,
    )
    types = [entry.type for entry in reversed(entries(council.public_id))]
    assert types == ["council.created", "side.added", "seat.added", "seat.joined"]
    assert verify(council.public_id) is None


def test_the_regions_of_kazakhstan_come_in_five_macro_regions() -> None:
    council, _ = found()
    side = council.sides.get()
    grouped = {str(macro.name): macro.side_regions.count() for macro in side.macro_regions.all()}
    assert grouped == {"North": 4, "South": 7, "West": 4, "East": 2, "Centre": 3}
    assert side.side_regions.filter(macro_region=None).count() == 0


def test_a_second_council_is_founded_by_staff_only() -> None:
    _, secretary = found()
    for visitor in (None, User.objects.create_user()):
        with pytest.raises(NotEmpty):
            found(visitor, slug="others", email="other@example.org")
    council, again = found(secretary.user, slug="others")
    assert (Council.objects.count(), again.user, again.number) == (2, secretary.user, 1)
    assert council.members.count() == 1


@pytest.mark.parametrize(
    ("secretary", "field"),
    [({"password": "short"}, "password"), ({"email": "nobody"}, "email"), ({"email": "", "password": "steppe-wind-7"}, "email")],
)
def test_nothing_remains_of_a_refused_founding(secretary: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        found(**secretary)
    assert refused.value.field == field
    assert (Council.objects.count(), User.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"slug": "Кеңес"}, "slug"), ({"languages": ["fr"]}, "languages"), ({"name": text("")}, "name"), ({"threshold": 1}, "threshold")],
)
def test_a_council_that_makes_no_sense_is_refused(changes: dict[str, object], field: str) -> None:
    given = {"slug": "experts", "name": text("Experts"), "purpose": text("To be heard"), "languages": ["kk"]} | changes
    with pytest.raises(Invalid) as refused:
        acts.create_council(by_user=None, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_two_councils_cannot_share_a_short_name() -> None:
    _, secretary = found()
    with pytest.raises(Invalid) as refused:
        found(secretary.user, slug="experts")
    assert refused.value.field == "slug"


def test_a_sample_marks_its_record() -> None:
    found()
    council = acts.create_council(
        by_user=None, slug="sample", name=text("Sample"), purpose=text("To show"), languages=["kk"], is_sample=True
    )
    assert json.loads(entries(council.public_id)[0].body)["sample"] is True


def test_a_council_with_people_gets_no_second_first_secretary_and_no_side_from_outside() -> None:
    council, _ = found()
    with pytest.raises(WrongState):
        acts.first_secretary(council=council, side=council.sides.get(), name="Another")
    with pytest.raises(WrongState):
        acts.add_side(council=council, name=text("Russia"), country="RU", institute=text("Institute"), timezone="Europe/Moscow")


def test_changed_rules_are_on_the_record_and_told_to_the_other_secretaries(council: Council, secretary: Member) -> None:
    chair = factories.member(council, role=Member.Role.CHAIR)
    acts.change_council(by=secretary, council=council, threshold=7, name=text("New name"), answer_days=15)
    council.refresh_from_db()
    assert (council.threshold, str(council.name)) == (7, "New name")
    entry = entries(council.public_id)[0]
    assert json.loads(entry.body)["details"] == {"rules": {"threshold": [5, 7]}, "texts": ["name"]}
    assert list(Notice.objects.values_list("to", "kind")) == [(chair.user_id, "council_changed")]


def test_rules_out_of_bounds_and_foreign_councils_are_refused(council: Council, secretary: Member, member: Member) -> None:
    with pytest.raises(Invalid) as refused:
        acts.change_council(by=secretary, council=council, threshold=1)
    assert (refused.value.field, str(refused.value)) == ("threshold", "Enter a number from 2 to 50.")
    with pytest.raises(NotAllowed):
        acts.change_council(by=secretary, council=factories.council(), threshold=6)
    with pytest.raises(NotAllowed):
        acts.change_council(by=member, council=council, threshold=6)
    assert entries(council.public_id).count() == 0
