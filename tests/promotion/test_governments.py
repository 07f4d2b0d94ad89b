"""Each institute dispatches to its own government, and the answers stand side by side."""

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base.errors import NotAllowed
from kenes.councils.models import Council, Member
from kenes.promotion import acts
from kenes.promotion.models import Reply
from kenes.promotion.queries.chain import chain, steps
from tests import factories
from tests.factories import text
from tests.promotion import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture
def secretaries(council: Council) -> list[Member]:
    return [factories.member(council, role=Member.Role.SECRETARY, side=side) for side in (0, 1)]


@pytest.mark.parametrize("role", ["secretary", "chair"])
def test_nobody_sends_to_the_other_sides_government_or_deals_with_its_answer(
    council: Council, secretaries: list[Member], role: str
) -> None:
    other, by = secretaries[1], factories.member(council, role=Member.Role(role))
    made = world.recommendation(council)
    brief = world.brief(by, [made])
    with pytest.raises(NotAllowed):
        acts.register_body(by=by, side=other.side, name=text("Their ministry"))
    body = world.body(other, "Their ministry")
    with pytest.raises(NotAllowed):
        acts.dispatch_brief(by=by, brief=brief, body=body, registration="2026/1")
    sent, token = acts.dispatch_brief(by=other, brief=brief, body=body, registration="2026/1")
    answer = world.answered(token, [world.reply(made, reason="We shall.")])
    for refused in (
        lambda: acts.renew_link(by=by, dispatch=sent),
        lambda: acts.confirm_sender(by=by, answer=answer, note="Called"),
        lambda: acts.refuse_sender(by=by, answer=answer, note="Called"),
        lambda: acts.set_day(by=by, side=other.side, day=sent.due_on, works=False, note="x"),
    ):
        with pytest.raises(NotAllowed):
            refused()
    acts.confirm_sender(by=other, answer=answer, note="Called")


def test_the_two_answers_to_one_recommendation_stand_side_by_side(council: Council, secretaries: list[Member]) -> None:
    made = world.recommendation(council)
    brief = world.brief(secretaries[0], [made])
    page, client = made.get_absolute_url(), Client(headers={"accept-language": "en"})
    assert "What the governments say" not in client.get(page).content.decode()
    answers = ((Reply.Response.ACCEPTED, "We open the ferry."), (Reply.Response.DECLINED, "There is no money."))
    tokens = []
    for number, by in enumerate(secretaries):
        body = world.body(by, f"Ministry {number}")
        tokens.append(acts.dispatch_brief(by=by, brief=brief, body=body, registration=f"2026/{number}")[1])
        shown = client.get(page).content.decode()
        assert ("Not sent to this side’s government yet" in shown) == (number == 0)
    for token, by, (response, reason) in zip(tokens, secretaries, answers, strict=True):
        acts.confirm_sender(by=by, answer=world.answered(token, [world.reply(made, response, reason)]), note="Called")
    shown = client.get(page).content.decode()
    told = shown[shown.index("What the governments say") :]
    places = [
        told.index(words)
        for words in ('class="side a"', "Ministry 0", "We open the ferry.", 'class="side b"', "Ministry 1", "There is no money.")
    ]
    assert places == sorted(places)
    said = next(step.text for step in steps(chain(made, None)) if step.kind == "answer")
    first, second = (str(by.side.name) for by in secretaries)
    assert (
        said.index(first)
        < said.index(str(Reply.Response.ACCEPTED.label))
        < said.index(second)
        < said.index(str(Reply.Response.DECLINED.label))
    )


def test_what_waits_for_one_side_is_asked_of_that_side_only(council: Council, secretaries: list[Member]) -> None:
    made = world.recommendation(council)
    _, token = world.dispatched(secretaries[1], [made])
    world.answered(token, [world.reply(made, reason="We shall.")])
    asked = []
    for by in secretaries:
        client = Client(headers={"accept-language": "en"})
        assert by.user is not None
        client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
        asked.append("Confirm who sent the answer" in client.get(reverse("my-page", args=[council.slug])).content.decode())
    assert asked == [False, True]


def test_a_council_of_one_side_shows_no_such_section() -> None:
    council = factories.council()
    by, made = factories.member(council, role=Member.Role.SECRETARY), world.recommendation(council)
    world.commitment(by, made)
    assert "What the governments say" not in Client(headers={"accept-language": "en"}).get(made.get_absolute_url()).content.decode()
