"""Evidence from deliberations, and the people behind the issues: real signals, votes and releases."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from kenes.base import clock
from kenes.base.errors import NotFound
from kenes.councils.models import Council, Member
from kenes.deliberation.acts import add_statement, cast_vote, close_deliberation, open_deliberation, prepare_deliberation
from kenes.deliberation.queries import latest_release
from kenes.issues.acts import make_issue, report_signal
from kenes.notices.models import Notice
from kenes.recommendations import queries
from kenes.recommendations.acts import cite_statement, draft_recommendation, open_adoption
from kenes.recommendations.errors import AlreadyCited, NotReleased
from kenes.recommendations.models import Evidence, Recommendation
from kenes.recommendations.offers import offers
from tests import factories
from tests.factories import text
from tests.recommendations import scenes
from tests.recommendations.test_drafts import refused
from tests.recommendations.test_pages import at, browser, page, queries_of, texts


@pytest.fixture
def talk(council: Council, secretary: Member) -> SimpleNamespace:
    """A closed deliberation of 15 members about an issue of one signal: the first statement has most agreement."""
    members = factories.members(council, 15)
    signal = report_signal(by=members[0], region=members[0].region, what=text("The road is closed"), client_key="a-key-of-the-phone-01")
    issue = make_issue(by=secretary, signals=[signal], title=text("The winter road"), summary=text("Children miss school"))
    found = prepare_deliberation(by=secretary, issue=issue, question=text("What to do?"), background=text("Snow"))
    statements = [add_statement(by=secretary, deliberation=found, text=text(words)) for words in ("Clear it by seven.", "Buy a bus.")]
    open_deliberation(by=secretary, deliberation=found, closes_at=clock.now() + timedelta(days=7))
    for place, member in enumerate(members):
        cast_vote(by=member, statement=statements[0], value=1 if place < 12 else -1)
        cast_vote(by=member, statement=statements[1], value=1 if place < 6 else -1)
    with clock.at(clock.now() + timedelta(days=7)):
        found.refresh_from_db()
        close_deliberation(by=None, deliberation=found)
    found.refresh_from_db()
    return SimpleNamespace(deliberation=found, statements=statements, issue=issue, author=members[0], members=members)


def draft(by: Member, talk: SimpleNamespace) -> Recommendation:
    return draft_recommendation(
        by=by,
        title=text("Clear the road"),
        text=text("By seven"),
        rationale=text("School"),
        issues=[talk.issue],
        statements=talk.statements[:1],
    )


def test_a_statement_is_cited_with_the_release_of_its_figures_and_not_copied(secretary: Member, talk: SimpleNamespace) -> None:
    made = draft(secretary, talk)
    cited = made.evidence.get()
    assert (cited.statement, cited.release) == (talk.statements[0], latest_release(talk.deliberation))
    assert (bool(cited.text), cited.source) == (False, "")
    shown = page(browser(secretary), made.get_absolute_url())
    assert "80\u00a0% agree (95\u00a0% interval 56–94), n\u00a0=\u00a015" in shown
    assert "Deliberation “What to do?”, release 1 of" in shown


def test_the_broadest_agreement_is_offered_first(council: Council, talk: SimpleNamespace) -> None:
    (offer,) = offers(council)
    assert [line.statement for line in offer.lines] == talk.statements
    assert offers(council, issue="another") == []
    assert [line.statement for line in offers(council, but={talk.statements[0].pk})[0].lines] == talk.statements[1:]


def test_a_member_drafts_on_the_page_from_what_members_agree_on(council: Council, talk: SimpleNamespace) -> None:
    client, url = browser(talk.members[3]), at("new-recommendation", council)
    assert "Clear it by seven." in page(client, f"{url}?issue={talk.issue.public_id}")
    chosen = {f"statements-{talk.deliberation.public_id}": [talk.statements[0].public_id], "issues": [talk.issue.public_id]}
    assert client.post(url, texts(**chosen)).status_code == 302
    made = Recommendation.objects.get()
    assert (list(made.issues.all()), made.evidence.get().statement) == ([talk.issue], talk.statements[0])


def test_a_statement_is_added_to_a_draft_on_the_page(council: Council, secretary: Member, talk: SimpleNamespace) -> None:
    made = draft(secretary, talk)
    name = f"cite-statements-{talk.deliberation.public_id}"
    response = browser(secretary).post(
        at("new-evidence", council, made.public_id), {"kind": "statements", name: [talk.statements[1].public_id]}
    )
    assert response.status_code == 302
    assert made.evidence.count() == 2


def test_a_statement_is_cited_once(secretary: Member, talk: SimpleNamespace) -> None:
    made, release = draft(secretary, talk), latest_release(talk.deliberation)
    refused(AlreadyCited, lambda: cite_statement(by=secretary, recommendation=made, statement=talk.statements[0], release=release))


def test_a_statement_without_published_results_or_with_anothers_is_refused(secretary: Member, talk: SimpleNamespace) -> None:
    made = scenes.draft(secretary)
    still_open = prepare_deliberation(by=secretary, issue=talk.issue, question=text("And now?"), background=text("More"))
    statement = add_statement(by=secretary, deliberation=still_open, text=text("Later"))
    refused(NotReleased, lambda: cite_statement(by=secretary, recommendation=made, statement=statement))
    refused(
        NotReleased,
        lambda: cite_statement(by=secretary, recommendation=made, statement=statement, release=latest_release(talk.deliberation)),
    )


def test_a_statement_of_another_council_is_not_found(talk: SimpleNamespace) -> None:
    stranger = factories.member(factories.council())
    made = scenes.draft(stranger)
    refused(NotFound, lambda: cite_statement(by=stranger, recommendation=made, statement=talk.statements[0]))
    assert Evidence.objects.count() == 0


def test_whoever_reported_is_told_at_each_step_and_the_issue_moves_on(secretary: Member, talk: SimpleNamespace) -> None:
    made = draft(secretary, talk)
    adoption = open_adoption(by=secretary, recommendation=made, method="secret", closes_at=clock.now() + timedelta(days=2))
    scenes.cast(adoption, dict.fromkeys(talk.members, "yes"))
    scenes.closed(adoption)
    kinds = list(Notice.objects.filter(to=talk.author.user, object=made.ref).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["recommendation.drafted", "adoption.asked", "adoption.adopted"]
    talk.issue.refresh_from_db()
    assert talk.issue.state == "recommended"


def test_an_author_who_has_no_vote_is_told_of_the_opening(secretary: Member, talk: SimpleNamespace) -> None:
    talk.author.role = Member.Role.OBSERVER
    talk.author.save()
    made = draft(secretary, talk)
    open_adoption(by=secretary, recommendation=made, method="secret", closes_at=clock.now() + timedelta(days=2))
    assert Notice.objects.filter(kind="adoption.opened").get().to_id == talk.author.user_id


def test_figures_take_no_query_more_for_more_statements(secretary: Member, talk: SimpleNamespace) -> None:
    made, client = draft(secretary, talk), browser(secretary)
    few = queries_of(client, made.get_absolute_url())
    cite_statement(by=secretary, recommendation=made, statement=talk.statements[1])
    assert queries_of(client, made.get_absolute_url()) == few
    assert len(queries.evidence_of(made)) == 2
