"""Pages of members, seats, applications and settings."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from kenes.base.text import fold
from kenes.councils import acts
from kenes.councils.models import Application, Council, Member, Profession, Region, User
from kenes.record.queries import entries
from tests import factories
from tests.councils.browsers import browser, enter

PASSWORD = "steppe-wind-7"


def queries_of(client: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def invited(secretary: Member) -> tuple[Member, str]:
    seat = acts.seat_member(
        by=secretary, side=secretary.side, region=Region.objects.get(code="KZ-55"), professions=[], topics=["мектеп"], role="member"
    )
    return seat, acts.invite(by=secretary, member=seat)[1]


@pytest.mark.parametrize("name", ["members", "coverage", "applications"])
def test_a_list_takes_the_same_number_of_queries_for_1_and_for_30(council: Council, secretary: Member, name: str) -> None:
    client, page = enter(secretary), reverse(name, args=[council.slug])

    def apply() -> None:
        Application.objects.create(
            council=council,
            side=secretary.side,
            region=Region.objects.get(code="KZ-55"),
            profession=Profession.objects.get(code="teacher"),
            name="A",
            contact="1",
            created_at=secretary.joined_at,
        )

    apply()
    client.get(page)
    few = queries_of(client, page)
    factories.members(council, 29)
    for _ in range(29):
        apply()
    assert queries_of(client, page) == few


def test_members_are_found_in_kazakh_in_either_case_and_filtered(council: Council, secretary: Member) -> None:
    seat, token = invited(secretary)
    acts.accept_invitation(token=token, name="Әсем Қуатова")
    client = enter(secretary)

    def found(**query: str) -> list[str]:
        reply = client.get(reverse("members", args=[council.slug]), query | {"format": "csv"})
        return [row["number"] for row in csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig")))]

    assert found() == ["1", "2"]
    assert found(q="ӘСЕМ") == found(q="МЕКТЕП") == found(region="KZ-55") == found(q="павлодар 002") == [str(seat.number)]
    assert found(role="secretary") == ["1"]
    assert found(q="nobody") == found(state="ended") == []
    assert found(region="<script>") == ["1", "2"]
    assert fold("Павлодар") in Member.objects.get(pk=seat.pk).folded


def test_names_are_for_the_secretariat_of_their_side(council: Council, secretary: Member, member: Member) -> None:
    _, token = invited(secretary)
    seat = acts.accept_invitation(token=token, name="Әсем Қуатова", email="asem@example.org")
    for page in (reverse("members", args=[council.slug]), reverse("seat", args=[council.slug, seat.public_id])):
        for reader, sees in ((secretary, True), (member, False)):
            assert ("Қуатова" in enter(reader).get(page).content.decode()) is sees
    assert "Қуатова" not in enter(member).get(reverse("members", args=[council.slug]), {"q": "Қуатова", "format": "csv"}).content.decode()


def test_cells_of_the_csv_are_no_formulas(council: Council, secretary: Member) -> None:
    _, token = invited(secretary)
    acts.accept_invitation(token=token, name="=HYPERLINK(1)")
    text = enter(secretary).get(reverse("members", args=[council.slug]), {"format": "csv"}).content.decode()
    assert "'=HYPERLINK(1)" in text


def test_a_link_opened_by_a_scanner_changes_nothing_and_a_post_joins_once(council: Council, secretary: Member) -> None:
    seat, token = invited(secretary)
    page = reverse("invitation", args=[token])
    before = entries(council.public_id).count()
    for _ in range(3):
        assert browser().get(page).status_code == 200
    assert (entries(council.public_id).count(), User.objects.count()) == (before, 1)
    client = browser()
    given = {"name": "Әсем", "language": "kk", "email": "", "password": ""}
    assert client.post(page, given | {"password": PASSWORD}).status_code == 422
    reply = client.post(page, given)
    seat.refresh_from_db()
    assert (reply.status_code, seat.state, reply.cookies["django_language"].value) == (302, "active", "kk")
    assert client.get(reverse("members", args=[council.slug])).status_code == 200
    again = browser().post(page, given)
    assert (again.status_code, User.objects.count()) == (409, 2)
    assert "can no longer be used" in browser().get(page).content.decode()
    assert browser().get(reverse("invitation", args=["unknown"])).status_code == 404


def test_text_that_no_database_keeps_is_refused_and_the_rest_is_kept(council: Council, secretary: Member) -> None:
    _, token = invited(secretary)
    reply = browser().post(reverse("invitation", args=[token]), {"name": "A\x01B", "language": "kk", "email": "a@example.org"})
    page = reply.content.decode()
    assert (reply.status_code, "a@example.org" in page, "id_name_error" in page) == (422, True, True)


def test_the_secretariat_invites_issues_suspends_restores_and_ends(council: Council, secretary: Member) -> None:
    seat, _ = invited(secretary)
    client = enter(secretary)

    def act(action: str, **given: str) -> tuple[int, str]:
        reply = client.post(reverse("seat-act", args=[council.slug, seat.public_id, action]), given)
        seat.refresh_from_db()
        return reply.status_code, reply.content.decode()

    status, page = act("invite", **{"invite-email": "x"})
    assert (status, "not an e-mail address" in page) == (422, True)
    status, page = act("invite")
    link = page.partition('<p class="mono">')[2].partition("<")[0]
    assert (status, link.startswith("http://testserver/join/")) == (200, True)
    assert act("withdraw")[0] == 302
    status, page = act("code")
    assert status == 200
    assert browser().post(reverse("sign-in"), {"code": page.partition('<p class="h1 mono">')[2].partition("<")[0]}).status_code == 302
    assert act("suspend")[0] == 422
    for action, state in (("suspend", "suspended"), ("restore", "active"), ("end", "ended")):
        assert (act(action, **{f"{action}-reason": "As agreed"})[0], seat.refresh_from_db(), seat.state) == (302, None, state)
    assert act("restore")[0] == 422
    assert act("dance")[0] == 404


def test_only_the_secretariat_of_the_council_does_things_with_seats(council: Council, secretary: Member, member: Member) -> None:
    seat, _ = invited(secretary)
    foreign = factories.member(factories.council(), role=Member.Role.SECRETARY)
    here = reverse("seat-act", args=[council.slug, seat.public_id, "code"])
    there = reverse("seat-act", args=[foreign.council.slug, seat.public_id, "code"])
    assert [enter(member).post(here).status_code, enter(foreign).post(here).status_code, enter(foreign).post(there).status_code] == [
        404,
        404,
        404,
    ]
    assert enter(member).get(reverse("new-seat", args=[council.slug])).status_code == 404
    assert browser().get(reverse("members", args=[council.slug]))["Location"].startswith(reverse("sign-in"))


def test_an_application_goes_its_way_through_the_pages(council: Council, secretary: Member) -> None:
    visitor, page = browser(), reverse("apply", args=[council.slug])
    given = {
        "region": "KZ-55",
        "profession": "teacher",
        "name": "Әсем",
        "contact": "8 700",
        "reason": "<script>alert(1)</script> I teach",
        "language": "ru",
    }
    reply = visitor.post(page, given | {"region": "RU-OMS"})
    assert (reply.status_code, "I teach" in reply.content.decode()) == (422, True)
    state = visitor.post(page, given)["Location"]
    assert "The secretariat decides" in visitor.get(state).content.decode()
    made = Application.objects.get()
    client, vet = enter(secretary), reverse("application", args=[council.slug, made.public_id])
    assert "<script>alert" not in client.get(vet).content.decode()
    assert client.post(vet, {"decline": "1", "reason": ""}).status_code == 422
    assert client.post(vet, {"decline": "1", "reason": "The region is full."}).status_code == 302
    assert "The region is full." in visitor.get(state).content.decode()
    assert client.post(vet, {"accept": "1"}).status_code == 422

    other = visitor.post(page, given)["Location"]
    vet = reverse("application", args=[council.slug, Application.objects.first().public_id])  # type: ignore[union-attr]
    assert "http://testserver/join/" in client.post(vet, {"accept": "1"}).content.decode()
    assert "Accepted" in visitor.get(other).content.decode()


def test_the_settings_page_names_the_field_and_keeps_translations(council: Council, secretary: Member) -> None:
    client, page = enter(secretary), reverse("council-settings", args=[council.slug])
    form = client.get(page).context["form"]
    given = {key: form[key].value() for key in form.fields}
    given = {key: ("on" if value is True else value) for key, value in given.items() if value not in (None, False)}
    for wrong in ("1", "NaN", "1e9", "1,5", str(2**63)):
        reply = client.post(page, given | {"threshold": wrong})
        assert (reply.status_code, "id_threshold_error" in reply.content.decode()) == (422, True)
    assert client.post(page, given | {"threshold": "6", "name_kk": "Кеңес", "is_sample": "1"}).status_code == 302
    council.refresh_from_db()
    assert (council.threshold, council.name.texts["kk"]["text"], council.is_sample) == (6, "Кеңес", False)


def test_the_first_visitor_founds_a_council_through_the_page(db: None) -> None:
    client, page = browser(), reverse("start")
    given = {
        "council-name_kk": "Сарапшылар кеңесі",
        "council-purpose": "Өңірдің үні",
        "council-purpose_language": "kk",
        "council-languages": ["kk", "ru"],
        "council-slug": "sarapshylar",
        "a-country": "KZ",
        "a-institute": "Институт",
        "a-language": "kk",
        "a-timezone": "Asia/Almaty",
        "you-name": "Әсем",
        "you-language": "kk",
        "you-email": "asem@example.org",
        "you-password": "short",
    }
    reply = client.post(page, given)
    assert (reply.status_code, "Сарапшылар кеңесі" in reply.content.decode(), Council.objects.count()) == (422, True, 0)
    reply = client.post(page, given | {"you-password": PASSWORD, "b-country": "RU"})
    assert (reply.status_code, "id_b-institute_error" in reply.content.decode()) == (422, True)
    two = {"b-country": "RU", "b-institute": "Институт", "b-language": "ru", "b-timezone": "Europe/Moscow"}
    reply = client.post(page, given | {"you-password": PASSWORD} | two)
    council = Council.objects.get()
    assert (reply.status_code, council.sides.count(), council.members.get().role) == (302, 2, "secretary")
    assert client.get(reverse("members", args=[council.slug]))["Location"].startswith(reverse("second-factor"))
    assert browser().get(page)["Location"].startswith(reverse("sign-in"))
    assert enter(factories.member(council)).get(page).status_code == 404
    assert client.get(page).status_code == 200, "its founder runs this installation"


def test_coverage_puts_the_widest_gaps_first(
    council: Council, secretary: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from kenes.councils.queries import coverage

    factories.members(council, 6, region="KZ-55")
    factories.member(council, region="KZ-10", profession="law")
    with django_assert_num_queries(4):
        found = coverage(council)
    assert [row.region.code for row in found.rows[-2:]] == ["KZ-10", "KZ-55"]
    assert (found.rows[-1].missing, found.rows[-2].missing, len(found.silent), len(found.short)) == (0, 5, 18, 19)
    page = enter(secretary).get(reverse("coverage", args=[council.slug])).content.decode()
    assert page.index("Akmola") < page.index("Pavlodar")
