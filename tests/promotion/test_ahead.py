"""What happens next, who acts, by when: the sentence follows the chain's real state, on every step of the way."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.promotion import acts
from kenes.promotion.models import Commitment, Dispatch, Verdict
from kenes.promotion.queries.ahead import ahead
from kenes.promotion.queries.chain import chain
from kenes.recommendations.models import Recommendation
from tests import factories
from tests.factories import text
from tests.promotion import chains, world


@pytest.fixture
def author(council: Council) -> Member:
    return factories.member(council, region="KZ-55")


@pytest.fixture
def made(council: Council, author: Member) -> Recommendation:
    return world.recommendation(council, issues=[world.issue(council, [author])])


def said(item: Recommendation | Commitment, reader: Member) -> list[tuple[str, str]]:
    return [(line.kind, line.words) for line in ahead(chain(item, reader))]


def test_an_adopted_text_waits_for_the_secretariat(made: Recommendation, author: Member) -> None:
    ((kind, words),) = said(made, author)
    assert (kind, words.startswith(f"Recommendation No. {made.number} is adopted. Next, the secretariat")) == ("next", True)


def test_a_sent_one_waits_for_the_body_until_its_day(made: Recommendation, author: Member, secretary: Member) -> None:
    with clock.at(world.MONDAY):
        world.dispatched(secretary, [made])
        assert said(made, author) == [("next", "Sample ministry of health answers No. 2026/204. Due date: 23 February 2026.")]
    with clock.at(world.MONDAY + timedelta(days=40)):
        ((kind, words),) = said(made, author)
    assert (kind, "was due on 23 February 2026" in words) == ("late", True)


def test_an_answer_waits_for_confirmation(made: Recommendation, author: Member, secretary: Member) -> None:
    _, token = world.dispatched(secretary, [made])
    world.answered(token, [world.reply(made)])
    ((kind, words),) = said(made, author)
    assert (kind, "The secretariat confirms" in words) == ("next", True)


@pytest.mark.parametrize(
    ("response", "kind", "part"), [("declined", "stopped", "declined"), ("need_information", "next", "more information")]
)
def test_an_answer_without_a_promise_says_what_is_left(
    made: Recommendation, author: Member, secretary: Member, response: str, kind: str, part: str
) -> None:
    _, token = world.dispatched(secretary, [made])
    answer = world.answered(token, [world.reply(made, response, "Not ours")])
    acts.confirm_sender(by=secretary, answer=answer, note="Called.")
    ((found, words),) = said(made, author)
    assert (found, part in words) == (kind, True)


def test_a_promise_goes_on_to_the_claim_the_question_and_the_verdict(made: Recommendation, author: Member, secretary: Member) -> None:
    with clock.at(world.MONDAY):
        promise, token = world.commitment(secretary, made, due_on=date(2026, 3, 2))
        assert said(made, author) == said(promise, author)
        assert "Due date: 2 March 2026" in said(made, author)[0][1]
    with clock.at(world.MONDAY + timedelta(days=60)):
        assert said(made, author)[0][0] == "late"
        acts.report_progress(token=token, commitment=promise, text=text("Done."), claims_done=True)
        assert "Next, the secretariat asks" in said(made, author)[0][1]
        verdict = acts.ask_verdict(by=secretary, commitment=promise)
        assert "Their answers close:" in said(made, author)[0][1]
    with clock.at(verdict.closes_at):
        acts.close_verdict(verdict=verdict)
    assert "Not known: too few answers. The secretariat can" in said(made, author)[0][1]
    Verdict.objects.update(outcome="done")
    ((kind, words),) = said(made, author)
    assert (kind, words.endswith("Nothing more is asked of anybody.")) == ("verified", True)


def test_a_draft_and_an_open_vote_are_told_on_what_led_to_them(council: Council, author: Member) -> None:
    issue = world.issue(council, [author])
    world.recommendation(council, issues=[issue], state="draft")
    assert [line.words.split(":")[0] for line in ahead(chain(issue, author))] == ["Recommendation No. 1 is a draft"]


def test_of_two_bodies_each_has_its_own_line(council: Council, author: Member, secretary: Member, made: Recommendation) -> None:
    dispatch, _ = world.dispatched(secretary, [made])
    acts.dispatch_brief(by=secretary, brief=dispatch.brief, body=world.body(secretary, "Sample akimat"), registration="2026/205")
    assert [words.split(" answers ")[0] for _, words in said(made, author)] == ["Sample ministry of health", "Sample akimat"]


def test_the_page_of_a_dispatched_text_no_longer_promises_to_send_it(made: Recommendation, author: Member, secretary: Member) -> None:
    dispatch, _ = world.dispatched(secretary, [made])
    client = Client(headers={"accept-language": "en"})
    client.force_login(author.user, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(made.get_absolute_url()).content.decode()
    assert ("Sample ministry of health answers No. 2026/204" in shown, "puts it into a brief" in shown) == (True, False)
    assert reverse("dispatch", args=[made.council.slug, dispatch.public_id]) in shown


def test_visitors_learn_nothing_of_drafts_and_unconfirmed_replies(council: Council, author: Member) -> None:
    row = chains.whole(council, [author])
    Dispatch.objects.update(state="received")
    row.answer.replies.first()
    row.answer.state = "received"
    row.answer.save()
    assert [line.words.split(".")[0] for line in ahead(chain(row.recommendations[0], None))] == ["An answer to No"]
