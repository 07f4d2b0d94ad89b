"""The pages: who sees what, what they offer, what they refuse; nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.recommendations.acts import cast_ballot, cite_source, write_dissent, write_version
from kenes.recommendations.models import Adoption, Ballot, Evidence, Recommendation
from tests import factories
from tests.factories import text
from tests.recommendations import scenes

NASTY = ["<script>alert(1)</script>", "<svg onload=alert(1)>", "{{7*7}}", "{% now 'Y' %}", "Ә Ғ Қ Ң Ө Ұ Ү Һ І"]


def browser(member: Member | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if member:
        assert member.user
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name: str, council: Council, *args: Any) -> str:
    return reverse(name, args=[council.slug, *args])


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def texts(**changes: Any) -> dict[str, Any]:
    return {"language": "en", "title": "A road in winter", "text": "Clear it by seven.", "rationale": "Children miss school.", **changes}


def test_a_member_drafts_on_the_page_with_a_source(council: Council, member: Member) -> None:
    data = texts(source_text="It takes 47 minutes", source="Report, 2026", source_url="https://example.org/r")
    response = browser(member).post(at("new-recommendation", council), data)
    made = Recommendation.objects.get()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (str(made.title), made.evidence.get().source) == ("A road in winter", "Report, 2026")
    shown = page(browser(member), made.get_absolute_url())
    assert "It takes 47 minutes" in shown
    assert "Members will" not in shown


def test_what_was_typed_stays_when_a_draft_is_refused(council: Council, member: Member) -> None:
    response = browser(member).post(at("new-recommendation", council), texts(title="", source="Report, 2026"))
    shown = response.content.decode()
    assert (response.status_code, Recommendation.objects.count()) == (422, 0)
    assert "Clear it by seven." in shown
    assert "A source needs both" in shown


@pytest.mark.parametrize("field", ["title", "text", "rationale", "source_text", "source"])
def test_characters_that_cannot_be_stored_are_refused_beside_the_field(council: Council, member: Member, field: str) -> None:
    response = browser(member).post(at("new-recommendation", council), texts(source_text="x", source="y") | {field: "a\0b"})
    assert (response.status_code, Recommendation.objects.count()) == (422, 0)
    assert f'href="#id_{field}"' in response.content.decode()


def test_marks_that_hide_or_turn_text_are_taken_out(council: Council, member: Member) -> None:
    browser(member).post(at("new-recommendation", council), texts(title="a\u202eb\u200bc"))
    assert str(Recommendation.objects.get().title) == "abc"


def test_unknown_fields_are_ignored(council: Council, member: Member) -> None:
    browser(member).post(at("new-recommendation", council), texts(state="adopted", number="99", created_by="1", is_staff="1"))
    made = Recommendation.objects.get()
    assert (made.state, made.number, made.created_by) == ("draft", 1, member)


@pytest.mark.parametrize("nasty", NASTY)
def test_what_people_type_is_inert_on_every_page(council: Council, member: Member, secretary: Member, nasty: str) -> None:
    made = scenes.draft(member, title=nasty)
    write_version(by=member, recommendation=made, text=text(f"{nasty} new"), rationale=text(nasty))
    cite_source(by=member, recommendation=made, text=text(nasty), source=nasty)
    adoption = opened(secretary, made)
    write_dissent(by=member, adoption=adoption, text=text(nasty))
    client = browser(member)
    for url in (
        at("recommendations", council),
        made.get_absolute_url(),
        at("version", council, made.public_id, 2),
        adoption.get_absolute_url(),
        at("ballot", council, adoption.public_id),
    ):
        shown = page(client, url)
        assert escape(nasty) in shown, url
        assert "<script>alert" not in shown
        assert "<svg onload" not in shown


def opened(secretary: Member, made: Recommendation, method: str = "secret") -> Adoption:
    from kenes.recommendations.acts import open_adoption

    return open_adoption(by=secretary, recommendation=made, method=method, closes_at=clock.now() + timedelta(days=3))


def test_a_new_version_is_looked_at_before_it_is_saved(council: Council, member: Member) -> None:
    made = scenes.draft(member)
    url, client = at("new-version", council, made.public_id), browser(member)
    data = texts(title="Publish the ambulance's arrival times", text="The ministry publishes the mean time.", after="1")
    shown = client.post(url, {**data, "preview": "1"}).content.decode()
    assert made.versions.count() == 1
    assert "<ins>" in shown
    assert "removed:" in shown
    assert client.post(url, data).status_code == 302
    assert [str(version.text)[:30] for version in made.versions.all()][1] == "The ministry publishes the mea"
    assert "What changed since version 1" in page(client, at("version", council, made.public_id, 2))


def test_a_version_written_meanwhile_is_shown_and_the_second_try_succeeds(council: Council, member: Member, secretary: Member) -> None:
    made = scenes.draft(member)
    write_version(by=secretary, recommendation=made, text=text("Meanwhile"), rationale=text("Why"))
    url, client = at("new-version", council, made.public_id), browser(member)
    response = client.post(url, texts(after="1"))
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Clear it by seven." in shown
    assert 'name="after" value="2"' in shown
    assert client.post(url, texts(after="2")).status_code == 302


def test_another_member_is_not_offered_what_only_drafters_do(council: Council, member: Member) -> None:
    made, other = scenes.draft(member), factories.member(council)
    assert "Write a new version" not in page(browser(other), made.get_absolute_url())
    assert browser(other).get(at("new-version", council, made.public_id)).status_code == 403
    assert browser(other).get(at("open-adoption", council, made.public_id)).status_code == 404


def test_a_visitor_sees_what_was_adopted_and_nothing_else(council: Council) -> None:
    done = scenes.adopted(council, voters=3)
    assert done.opened_by
    draft = scenes.draft(done.opened_by, title="Not for visitors")
    visitor = browser()
    shown = page(visitor, at("recommendations", council))
    assert "Not for visitors" not in shown
    assert str(done.version.title).split("'")[0] in shown
    assert visitor.get(draft.get_absolute_url()).status_code == 404
    whole = page(visitor, done.recommendation.get_absolute_url())
    assert "Discussion" not in whole
    assert "Member 001" not in page(visitor, done.get_absolute_url())
    assert visitor.get(at("version", council, done.recommendation.public_id, 1)).status_code == 200


def test_what_belongs_to_another_council_is_not_found(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    other = factories.council()
    stranger = browser(factories.member(other, role=Member.Role.SECRETARY))
    made = adoption.recommendation
    for slug in (other, council):
        for name, *args in (
            ("recommendation", made.public_id),
            ("version", made.public_id, 1),
            ("new-version", made.public_id),
            ("new-evidence", made.public_id),
            ("withdraw-recommendation", made.public_id),
            ("open-adoption", made.public_id),
            ("adoption", adoption.public_id),
        ):
            assert stranger.get(at(name, slug, *args)).status_code == 404, (name, slug.slug)
        assert stranger.post(at("ballot", slug, adoption.public_id), {"value": "yes", "confirm": "1"}).status_code == 404
        assert stranger.post(at("close-adoption", slug, adoption.public_id)).status_code == 404


def test_the_secretariat_opens_a_vote_on_the_page_in_its_own_time_zone(council: Council, member: Member, secretary: Member) -> None:
    made, client = scenes.draft(member), browser(secretary)
    url = at("open-adoption", council, made.public_id)
    assert "Time zone of your side: Asia/Almaty." in page(client, url)
    day = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%d")
    response = client.post(url, {"method": "secret", "closes_at": f"{day}T18:00", "quorum_percent": "50", "majority_percent": "66"})
    adoption = Adoption.objects.get()
    assert response["Location"] == adoption.get_absolute_url()
    assert adoption.closes_at.strftime("%Y-%m-%dT%H:%MZ") == f"{day}T13:00Z"
    assert adoption.majority_percent == 66


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("closes_at", "2025-02-29T10:00"),
        ("closes_at", "2027-01-01T24:00"),
        ("closes_at", "31.04.2027 10:00"),
        ("closes_at", "9999999999999999999"),
        ("quorum_percent", "NaN"),
        ("quorum_percent", "1e9"),
        ("quorum_percent", "9223372036854775808"),
        ("majority_percent", "1,5"),
        ("method", "public"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_the_field_named(
    council: Council, member: Member, secretary: Member, field: str, value: str
) -> None:
    made = scenes.draft(member)
    data = {"method": "secret", "closes_at": "2027-01-01T18:00", "quorum_percent": "50", "majority_percent": "50", field: value}
    response = browser(secretary).post(at("open-adoption", council, made.public_id), data)
    assert (response.status_code, Adoption.objects.count()) == (422, 0)
    assert f'href="#id_{field}' in response.content.decode()


def test_a_secret_ballot_is_asked_back_and_then_cast(council: Council) -> None:
    adoption, members = scenes.voting(council)
    url, client = at("ballot", council, adoption.public_id), browser(members[0])
    assert "After that it cannot be changed" in page(client, url).replace("after", "After")
    assert "In favour" in client.post(url, {"value": "yes"}).content.decode()
    assert Ballot.objects.count() == 0
    assert client.post(url, {"value": "yes", "confirm": "1"}).status_code == 302
    assert Ballot.objects.get().value == "yes"
    assert "A secret ballot cannot be changed" in page(client, url)
    assert client.post(url, {"value": "no", "confirm": "1"}).status_code == 422
    assert Ballot.objects.get().value == "yes"


def test_the_ballot_says_what_an_administrator_could_see(council: Council) -> None:
    adoption, members = scenes.voting(council)
    shown = page(browser(members[0]), at("ballot", council, adoption.public_id))
    assert "What an administrator of the server could still do before voting closes" in shown


def test_a_roll_call_vote_is_changed_on_the_page(council: Council) -> None:
    adoption, members = scenes.voting(council, method="roll_call")
    url, client = at("ballot", council, adoption.public_id), browser(members[0])
    assert client.post(url, {"value": "yes"}).status_code == 302
    assert "Your vote so far: In favour." in page(client, url)
    client.post(url, {"value": "abstain"})
    assert adoption.voters.get(member=members[0]).value == "abstain"


@pytest.mark.parametrize("value", [["yes", "no"], ["yes", "yes"], [], ["maybe"], ["yes\0"]])
def test_two_answers_or_none_are_no_ballot(council: Council, value: list[str]) -> None:
    adoption, members = scenes.voting(council)
    response = browser(members[0]).post(at("ballot", council, adoption.public_id), {"value": value, "confirm": "1"})
    assert (response.status_code, Ballot.objects.count()) == (422, 0)


def test_a_late_ballot_is_refused_with_the_reason(council: Council) -> None:
    adoption, members = scenes.voting(council)
    Adoption.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    response = browser(members[0]).post(at("ballot", council, adoption.public_id), {"value": "yes", "confirm": "1"})
    assert response.status_code == 422
    assert "Voting is over: this ballot was not counted." in response.content.decode()


def test_a_ballot_needs_its_csrf_token(council: Council) -> None:
    adoption, members = scenes.voting(council)
    client = Client(enforce_csrf_checks=True)
    assert members[0].user
    client.force_login(members[0].user, backend="django.contrib.auth.backends.ModelBackend")
    url = at("ballot", council, adoption.public_id)
    assert client.post(url, {"value": "yes", "confirm": "1"}).status_code == 403
    assert client.post(url, {"value": "yes", "confirm": "1", "csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert Ballot.objects.count() == 0


def test_following_links_changes_nothing(council: Council) -> None:
    adoption, _ = scenes.voting(council)
    client, made = browser(adoption.opened_by), adoption.recommendation
    assert client.get(at("close-adoption", council, adoption.public_id)).status_code == 405
    for name in ("withdraw-recommendation", "new-version", "new-evidence", "open-adoption"):
        client.get(at(name, council, made.public_id))
    adoption.refresh_from_db()
    made.refresh_from_db()
    assert (adoption.state, made.state, made.versions.count()) == ("open", "voting", 1)


def test_no_count_is_seen_before_closing(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=6)
    scenes.cast(adoption, dict.fromkeys(members[:4], "yes"))
    assert adoption.opened_by
    for reader in (adoption.opened_by, members[0], members[5]):
        shown = page(browser(reader), adoption.get_absolute_url())
        assert "Voted: 4 of 6. The quorum of 3 is reached." in shown
        assert "In favour" not in shown


def test_the_vote_page_says_how_many_entered_by_code(council: Council) -> None:
    adoption, members = scenes.voting(council)
    from kenes.councils.acts import issue_code, sign_in_with_code

    assert adoption.opened_by
    _, code = issue_code(by=adoption.opened_by, member=members[0])
    sign_in_with_code(code=code)
    assert "1 voter entered by a one-time code since voting opened." in page(browser(members[1]), adoption.get_absolute_url())


@pytest.mark.django_db
def test_the_result_shows_quorum_of_each_side_and_why_it_failed() -> None:
    council = factories.council(countries=("KZ", "RU"))
    first, _ = factories.members(council, 4, side=0), factories.members(council, 4, side=1)
    adoption = scenes.opened(factories.member(council, role=Member.Role.SECRETARY))
    scenes.cast(adoption, dict.fromkeys(first, "yes"))
    shown = page(browser(first[0]), scenes.closed(adoption).get_absolute_url())
    assert 'class="side a"' in shown
    assert 'class="side b"' in shown
    assert "the quorum was not reached: 0 of 4 voted, 2 were needed." in shown


def test_a_dissent_is_written_on_the_page_and_stands_beside_the_text(council: Council) -> None:
    adoption = scenes.adopted(council)
    voter = adoption.voters.first()
    assert voter
    client = browser(voter.member)
    response = client.post(at("dissent", council, adoption.public_id), {"language": "en", "text": "Too late, too little."})
    assert response.status_code == 302
    shown = page(browser(), adoption.recommendation.get_absolute_url())
    assert "Too late, too little." in shown
    assert "Member" in shown


def test_the_list_filters_searches_and_exports_what_it_shows(council: Council, member: Member) -> None:
    scenes.draft(member, title="=1+1 Қысқы жол")
    scenes.draft(member, title="A school in summer")
    client, url = browser(member), at("recommendations", council)
    assert page(client, f"{url}?q=ҚЫСҚЫ").count('class="item"') == 1
    assert "Nothing fits" in page(client, f"{url}?q=ferry")
    assert page(client, f"{url}?state=draft").count('class="item"') == 2
    assert "Nothing fits" in page(client, f"{url}?state=adopted")
    table = page(client, f"{url}?q=қысқы&format=csv")
    assert "'=1+1 Қысқы жол" in table
    assert "school" not in table


def test_the_empty_list_says_what_to_do(council: Council, member: Member) -> None:
    assert "Draft the first one" in page(browser(member), at("recommendations", council))
    assert "Nothing adopted yet" in page(browser(), at("recommendations", council))


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_takes_as_many_queries_for_thirty_rows_as_for_one(council: Council, member: Member) -> None:
    client, url = browser(member), at("recommendations", council)
    scenes.draft(member)
    one = queries_of(client, url)
    for number in range(29):
        scenes.draft(member, title=f"Number {number}")
    assert queries_of(client, url) == one


def test_a_recommendation_takes_as_many_queries_with_much_on_it_as_with_little(council: Council) -> None:
    adoption, members = scenes.voting(council, voters=12)
    made = adoption.recommendation
    write_dissent(by=members[0], adoption=adoption, text=text("No"))
    cite(made, 1)
    client = browser(members[0])
    few = queries_of(client, made.get_absolute_url()), queries_of(client, adoption.get_absolute_url())
    for member in members[1:8]:
        write_dissent(by=member, adoption=adoption, text=text("No"))
    cite(made, 8)
    assert (queries_of(client, made.get_absolute_url()), queries_of(client, adoption.get_absolute_url())) == few


def cite(made: Recommendation, count: int) -> None:
    Evidence.objects.bulk_create(
        Evidence(recommendation=made, text=text("It shows"), source="Report", added_at=clock.now()) for _ in range(count)
    )


def test_the_vote_asked_of_a_member_comes_first_on_the_page(council: Council) -> None:
    adoption, members = scenes.voting(council)
    url = adoption.recommendation.get_absolute_url()
    assert "Asked of you: your vote" in page(browser(members[0]), url)
    cast_ballot(by=members[0], adoption=adoption, value="yes")
    shown = page(browser(members[0]), url)
    assert "Asked of you: your vote" not in shown
    assert "You have voted." in shown


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_page_speaks_the_readers_language(council: Council, language: str) -> None:
    adoption, members = scenes.voting(council)
    client, made = browser(members[0]), adoption.recommendation
    client.cookies["django_language"] = language
    for url in (
        at("recommendations", council),
        made.get_absolute_url(),
        adoption.get_absolute_url(),
        at("ballot", council, adoption.public_id),
        at("dissent", council, adoption.public_id),
    ):
        shown = page(client, url)
        assert f'<html lang="{language}"' in shown
        for english in ("Recommendation", "Voting", "Dissent", "roster", "secret"):
            assert english not in shown.replace("recommendation", "").split("<main")[1], (url, english)


def test_the_page_that_opens_a_vote_shows_the_newer_version_after_a_refusal(council: Council, secretary: Member) -> None:
    factories.members(council, 3)
    draft = scenes.draft(secretary)
    write_version(by=secretary, recommendation=draft, text=text("Otherwise"), rationale=text("Why"))
    data = {"method": "secret", "closes_at": "", "quorum_percent": 50, "majority_percent": 50, "number": "1"}
    data["closes_at"] = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    address = at("open-adoption", council, draft.public_id)
    refused = browser(secretary).post(address, data)
    shown = refused.content.decode()
    assert (refused.status_code, "Read version 2 first" in shown, 'name="number" value="2"' in shown) == (422, True, True)
    assert browser(secretary).post(address, {**data, "number": "2"}).status_code == 302


def test_every_page_names_the_same_minutes_for_a_ballot(council: Council) -> None:
    adoption, (voter, *_) = scenes.voting(council)
    pages = [adoption.recommendation.get_absolute_url(), adoption.get_absolute_url(), at("my-page", council)]
    assert ["about 5 minutes" in page(browser(voter), url) for url in pages] == [True] * 3
