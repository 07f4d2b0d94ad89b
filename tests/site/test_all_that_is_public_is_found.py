"""One search finds everything public, by another form of a word: what it is called stands in its own room."""

import pytest
from django.test import Client

from kenes.base.models import SearchDocument
from kenes.councils.models import Council, Member
from kenes.issues import acts as issues
from kenes.situation import acts as situation
from kenes.situation.acts import figures
from kenes.situation.models import Indicator
from tests import factories
from tests.factories import text
from tests.library import scenes as papers
from tests.promotion import world as promotion
from tests.situation import practice_scenes, question_scenes
from tests.situation.importing import scenes as importing

pytestmark = pytest.mark.django_db


def kinds(council: Council, query: str) -> set[str]:
    page = Client(headers={"accept-language": "en"}).get(f"/c/{council.slug}/search/", {"q": query})
    assert page.status_code == 200
    return {tab.kind for tab in page.context["tabs"]}


def test_a_visitor_finds_each_kind_of_thing_that_is_public(council: Council, secretary: Member, member: Member) -> None:
    assert member.region is not None
    signal = issues.report_signal(by=member, region=member.region, what=text("The bridge is closed"), client_key="key-00001")
    issue = issues.make_issue(by=secretary, signals=[signal], title=text("Closed bridge"), summary=text("Since spring"))
    assert kinds(council, "bridges") == set()
    issues.publish_signal(by=secretary, signal=signal)
    issues.publish_issue(by=secretary, issue=issue)
    papers.published(member, secretary, title="A study of bridges")
    assert kinds(council, "bridges") == {"signal", "issue", "paper"}
    practice = situation.publish_practice(by=secretary, practice=practice_scenes.shared(member))
    assert "practice" in kinds(council, practice.title.original_text.split()[0])
    importing.imported(secretary, importing.tidy([{"region_code": "KZ-63", "period": "2022", "value": "72.4"}]))
    assert kinds(council, "expectancies") == {"indicator"}
    figures.change_indicator(
        by=secretary, indicator=Indicator.objects.get(), typed={**importing.ABOUT, "name_en": "Years of life"}, language="en"
    )
    note = question_scenes.note(member, question_scenes.asked(council, member.region))
    assert not SearchDocument.objects.filter(ref=note.ref, visible_to="public").exists()
    situation.publish_note(by=secretary, note=note)
    assert "note" in kinds(council, note.text.original_text.split()[-1].strip("."))
    promised = promotion.recommendation(council, issues=[promotion.issue(council, [factories.member(council)])])
    promotion.commitment(secretary, promised)
    found = set(SearchDocument.objects.filter(visible_to="public").values_list("kind", flat=True))
    assert found >= {"dispatch", "brief", "answer", "commitment"}
