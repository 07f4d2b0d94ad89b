"""Home, my page, regions: never empty, only what the reader may see, the same number of queries at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.deliberation.models import Deliberation, Participant, Statement, Vote
from kenes.promotion.models import Judgement
from kenes.recommendations.models import Adoption, Voter
from kenes.site.queries.mine import asked
from tests import factories
from tests.promotion import chains

pytestmark = pytest.mark.in_run("first")


def sign_in(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")


def page(client: Client, path: str) -> str:
    response = client.get(path, headers={"accept-language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_page_leads_to_the_beginning_to_the_only_council_or_lists_them(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/start/"
    first = factories.council()
    assert client.get("/")["Location"] == f"/c/{first.slug}/"
    second = factories.council()
    found = page(client, "/")
    assert str(first.name) in found
    assert str(second.name) in found


def test_the_home_of_a_new_council_says_what_it_is_for_and_how_to_join(client: Client, council: Council) -> None:
    found = page(client, f"/c/{council.slug}/")
    assert "To be heard" in found
    assert "Apply to join" in found
    assert "The way of a signal" in found


def test_the_home_shows_numbers_a_finished_chain_and_the_record(client: Client, council: Council) -> None:
    authors = factories.members(council, 6, region="KZ-55")
    chains.whole(council, authors, 2)
    chains.sent(council, [chains.recommendation(council, [])])
    found = page(client, f"/c/{council.slug}/")
    for words in ("How one signal became a decision", "Pavlodar reports most often", "<dd>2<small> / 3</small></dd>", "Verify now"):
        assert words in found


def test_a_visitor_reads_nothing_that_was_not_published(client: Client, council: Council) -> None:
    authors = factories.members(council, 6, region="KZ-55")
    made = chains.whole(council, authors, 2, public=False)
    for path in ("", "regions/", "regions/KZ-55/", "voice/", "record/", "search/?q=Signal"):
        found = page(client, f"/c/{council.slug}/{path}")
        for hidden in (*made.signals, made.issue, made.deliberation):
            assert hidden.public_id not in found
        assert str(made.issue.title) not in found
        assert str(made.signals[0].what) not in found


def test_the_map_withholds_regions_with_few_members(client: Client, council: Council) -> None:
    chains.signal(factories.member(council, region="KZ-59"))
    for seat in factories.members(council, 6, region="KZ-55"):
        chains.signal(seat)
    found = page(client, f"/c/{council.slug}/")
    assert found.count('class="hatch"') >= 2
    assert "n\u00a0=\u00a07" in found


@pytest.mark.parametrize("path", ["", "regions/", "regions/KZ-55/", "voice/", "record/", "me/", "search/?q=issue"])
@pytest.mark.parametrize("as_member", [True, False])
def test_lists_take_as_many_queries_for_thirty_as_for_one(path: str, as_member: bool, client: Client, council: Council) -> None:
    if path == "me/" and not as_member:
        return
    authors = factories.members(council, 6, region="KZ-55")
    if as_member:
        sign_in(client, authors[0])
    counts = []
    for more in (6, 29):
        for _ in range(more):
            chains.whole(council, authors, 2)
        with CaptureQueriesContext(connection) as seen:
            page(client, f"/c/{council.slug}/{path}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_region_of_another_council_or_none_is_not_found(client: Client, council: Council) -> None:
    for code in ("RU-MOW", "KZ-999", "x"):
        assert client.get(f"/c/{council.slug}/regions/{code}/").status_code == 404


def test_my_page_is_for_members_only(client: Client, council: Council, member: Member) -> None:
    assert client.get(f"/c/{council.slug}/me/").status_code == 302
    other = factories.council()
    sign_in(client, member)
    assert client.get(f"/c/{other.slug}/me/").status_code == 404
    response = client.get(f"/c/{council.slug}/me/")
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")


def open_talk(council: Council, member: Member, statements: int, cast: int) -> Deliberation:
    talk = Deliberation.objects.create(
        council=council, question=chains.text("Which way?"), state="open", closes_at=clock.now() + timedelta(days=3), created_at=clock.now()
    )
    place = Participant.objects.create(deliberation=talk, member=member, side=member.side, region=member.region)
    for number in range(statements):
        statement = Statement.objects.create(deliberation=talk, number=number, text=chains.text(f"S{number}"), created_at=clock.now())
        if number < cast:
            Vote.objects.create(participant=place, statement=statement, value=1, cast_at=clock.now())
    return talk


def test_asked_of_you_holds_votes_with_the_time_needed_and_a_deadline_with_its_zone(council: Council, member: Member) -> None:
    open_talk(council, member, 24, 7)
    (item,) = asked(member)
    assert (item.verb, item.title) == ("Answer 17 statements", "Which way?")
    assert item.note.startswith("about 5 minutes · until ")
    assert item.note.endswith("(UTC+5)")


def test_nothing_is_asked_once_it_is_done_or_over(council: Council, member: Member) -> None:
    open_talk(council, member, 5, 5)
    talk = open_talk(council, member, 5, 0)
    talk.closes_at = clock.now() - timedelta(minutes=1)
    talk.save()
    assert asked(member) == []


def test_ballots_verdicts_and_questions_are_asked_nearest_deadline_first(council: Council, member: Member) -> None:
    recommendation = chains.recommendation(council, [], state="voting")
    adoption = Adoption.objects.create(
        recommendation=recommendation,
        version=recommendation.versions.get(),
        text_hash="0" * 64,
        method="secret",
        quorum_percent=50,
        majority_percent=50,
        opened_at=clock.now(),
        closes_at=clock.now() + timedelta(days=9),
    )
    Voter.objects.create(adoption=adoption, member=member, side=member.side)
    adopted = chains.recommendation(council, [])
    _commitments, (verdict,) = chains.committed(chains.answered(chains.sent(council, [adopted]), [adopted]), "asked")
    verdict.closes_at = clock.now() + timedelta(days=2)
    verdict.save()
    Judgement.objects.create(verdict=verdict, member=member, region=member.region)
    chains.signal(member, state="asked", reason="Which village?")
    assert [item.title for item in asked(member)] == ["It will be done", str(recommendation.title), "Which village?"]


def test_the_secretariat_is_asked_to_triage_and_to_confirm_senders(council: Council, member: Member, secretary: Member) -> None:
    chains.signal(member)
    adopted = chains.recommendation(council, [])
    chains.answered(chains.sent(council, [adopted]), [adopted], state="received")
    assert {item.label for item in asked(secretary)} == {"Go through them", "Confirm the sender"}
    assert asked(member) == []


def test_what_became_of_yours_shows_ones_own_signals_only(client: Client, council: Council, member: Member) -> None:
    chains.signal(member, what=chains.text("My bridge"))
    chains.signal(factories.member(council), what=chains.text("Their school"))
    sign_in(client, member)
    found = page(client, f"/c/{council.slug}/me/")
    assert "My bridge" in found
    assert "Their school" not in found


def test_a_council_of_two_countries_is_shown_though_one_has_no_map_and_no_population(client: Client, db: None) -> None:
    both = factories.council(countries=("KZ", "RU"))
    for side, code in ((0, "KZ-55"), (1, "RU-OMS")):
        for seat in factories.members(both, 6, region=code, side=side):
            chains.signal(seat)
    for path in ("", "regions/", "voice/", "regions/RU-OMS/", "regions/KZ-55/"):
        page(client, f"/c/{both.slug}/{path}")
    found = page(client, f"/c/{both.slug}/voice/")
    assert "50 % of signals, 50 % of members" in found
    home = page(client, f"/c/{both.slug}/")
    assert 'class="tiles"' not in home
    assert f'href="/c/{both.slug}/sides/"' in home


def test_the_home_names_the_next_meeting_that_the_reader_may_know_of(client: Client, council: Council) -> None:
    seat = factories.member(council)
    for days, words, public in ((9, "Open roads", True), (5, "Hidden roads", False), (30, "Later roads", True), (-3, "Past roads", True)):
        factories.meeting(council, starts_in=timedelta(days=days), title=factories.text(words), is_public=public)
    found = page(client, f"/c/{council.slug}/")
    assert [words in found for words in ("Open roads", "Hidden roads", "Later roads", "Past roads")] == [True, False, False, False]
    sign_in(client, seat)
    assert "Hidden roads" in page(client, f"/c/{council.slug}/")
