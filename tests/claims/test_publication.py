"""What everyone may read of a finding: the claim's page and its markup, linked data, feeds. And what carries no markup."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.base.text import Text
from kenes.claims.acts.imports import import_reviews
from kenes.claims.acts.shared import index
from kenes.claims.exchange import problems, read
from kenes.claims.models import Appearance, Claim, Finding, Panel
from kenes.claims.similar import alike
from kenes.councils.models import Council, Member
from kenes.library.acts import note_use, publish_paper
from tests import factories
from tests.claims import scenes
from tests.claims.test_exchange import FOREIGN, as_bytes
from tests.library.scenes import shared

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def council() -> Council:
    return factories.council(countries=("KZ", "RU"))


def published(council: Council, claim: Claim | None = None, category: str = "false") -> Claim:
    """Publish a finding as it is kept; how it comes about is told in test_findings."""
    claim, now = claim or scenes.claim(council), clock.now()
    sentence = Text.in_all("en", en="It was open.", ru="Он работал.", kk="Ол жұмыс істеді.")
    Finding.objects.create(
        claim=claim, number=1, category=category, state=Finding.State.PUBLISHED, sentence=sentence, published_at=now, created_at=now
    )
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.PUBLISHED)
    claim.refresh_from_db()
    return claim


def opened(name: str, *names: object, language: str = "en", by: Member | None = None) -> str:
    client = Client(headers={"accept-language": language})
    if by:
        assert by.user
        client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(reverse(name, args=names))
    assert response.status_code == 200
    return response.content.decode()


def markup_in(page: str) -> list[dict[str, Any]]:
    """Return the ClaimReview of a page; pages carry other linked data, too."""
    found = [json.loads(part.partition("</script>")[0]) for part in page.split('<script type="application/ld+json">')[1:]]
    return [data for data in found if data["@type"] == "ClaimReview"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "It was open."), ("ru", "Он работал."), ("kk", "Ол жұмыс істеді.")])
def test_a_published_finding_carries_its_markup_in_the_readers_language(council: Council, language: str, sentence: str) -> None:
    claim = published(council)
    (review,) = markup_in(opened("claim", council.slug, claim.public_id, language=language))
    assert (review["inLanguage"], review["reviewRating"]["ratingExplanation"]) == (language, sentence)
    assert problems(review, host="testserver") == []
    feed = json.loads(opened("claims-data", council.slug, language=language))
    assert feed["dataFeedElement"] == [review]
    linked = json.loads(opened("claim-json", council.slug, claim.public_id, language=language))
    assert [one["inLanguage"] for one in linked["claim_review"]] == council.languages
    assert review in linked["claim_review"]


def test_neither_a_stereotype_nor_an_unreviewed_claim_carries_markup(council: Council) -> None:
    member = factories.member(council)
    waiting, stereotype = scenes.claim(council), published(council, scenes.claim(council, "stereotype"), "explained")
    assert not markup_in(opened("claim", council.slug, waiting.public_id, by=member))
    page = opened("claim", council.slug, stereotype.public_id)
    assert not markup_in(page)
    assert reverse("claim-json", args=[council.slug, stereotype.public_id]) in page  # the rest is in our own data
    assert json.loads(opened("claim-json", council.slug, stereotype.public_id))["claim_review"] == []
    assert json.loads(opened("claims-data", council.slug))["dataFeedElement"] == []


def test_every_field_of_anothers_review_comes_out_as_it_came_in(council: Council) -> None:
    review = {**FOREIGN, "x-own": {"nested": [1, 2.5, None, True, "ә"]}}
    import_reviews(by=factories.member(council, role=Member.Role.SECRETARY), reviews=read(as_bytes(review)))
    claim = published(council, Claim.objects.get())
    assert json.loads(opened("claim-json", council.slug, claim.public_id))["foreign_review"] == review


def test_what_was_found_on_a_similar_claim_is_suggested_with_it(council: Council) -> None:
    claim, member = published(council), factories.member(council)
    (found,) = alike(council, member, str(claim.wording), language="en")
    data = {"wording": str(claim.wording), "language": "en", "url": "https://news.example/5", "seen_on": "2026-01-01", "type": "factual"}
    client = Client(headers={"accept-language": "en"})
    assert member.user
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.post(reverse("new-claim", args=[council.slug]), {**data, "client_key": "a-key-of-ten"}).content.decode()
    assert found.finding == claim.findings.get()
    assert "It was open." in shown


def test_feeds_are_whole(council: Council) -> None:
    claim = published(council)
    atom = ElementTree.fromstring(opened("claims-feed", council.slug, "atom"))
    assert all(atom.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated"))
    assert atom.find(f"{ATOM}author/{ATOM}name") is not None
    (entry,) = atom.findall(f"{ATOM}entry")
    assert all(entry.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "link"))
    rss = ElementTree.fromstring(opened("claims-feed", council.slug, "rss"))
    assert all(rss.find(f"channel/{name}") is not None for name in ("title", "link", "description"))
    assert str(rss.findtext("channel/item/link")).endswith(claim.get_absolute_url())
    assert str(rss.findtext("channel/item/guid")).startswith("http")


def test_the_list_of_all_reviews_asks_as_few_questions_for_many_as_for_one(council: Council) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            opened("claims-data", council.slug)
        return len(queries)

    published(council)
    asked()
    few = asked()
    for number in range(5):
        claim = published(council)
        Appearance.objects.create(
            claim=claim, url=f"https://news.example/{number}", language="en", seen_on=clock.now().date(), created_at=clock.now()
        )
    assert asked() == few


def test_a_finding_shows_the_papers_that_it_rests_on_and_each_paper_where(council: Council) -> None:
    secretary, claim = factories.member(council, role=Member.Role.SECRETARY), published(council)
    paper = shared(secretary)
    publish_paper(by=secretary, paper=paper)
    index(claim)  # as publishing does
    note_use(by=secretary, paper=paper, used_in=claim)
    page = opened("finding", council.slug, claim.public_id, 1)
    assert paper.get_absolute_url() in page
    page = opened("paper", council.slug, paper.public_id, by=secretary)
    assert claim.get_absolute_url() in page


def test_the_page_of_a_claim_leads_to_its_panels_and_papers(council: Council) -> None:
    secretary = factories.member(council, role=Member.Role.SECRETARY)
    panel: Panel = scenes.opened(secretary, scenes.claim(council), seats=8)
    page = opened("claim", council.slug, panel.claim.public_id, by=secretary)
    assert panel.get_absolute_url() in page
    assert 'id="papers"' in page
