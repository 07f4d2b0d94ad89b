"""A vote binds every side, so each side agrees to the text first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base import clock
from kenes.base.errors import NotAllowed
from kenes.councils.models import Council, Member
from kenes.notices.models import Notice
from kenes.recommendations.acts import agree_to_adoption, open_adoption, withdraw_recommendation, write_version
from kenes.recommendations.errors import AlreadyVoting, SidesMissing
from kenes.recommendations.models import Adoption, Recommendation
from kenes.record.queries import about, verify
from kenes.sides.errors import AlreadyAgreed, TextMoved
from kenes.sides.queries import wanted_of
from tests import factories
from tests.factories import text
from tests.recommendations import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return factories.council(countries=("KZ", "RU"))


@pytest.fixture
def secretaries(council: Council) -> list[Member]:
    """One of each side, in a council in which both sides vote."""
    factories.member(council, side=0)
    factories.member(council, side=1)
    return [factories.member(council, role=Member.Role.SECRETARY, side=side) for side in (0, 1)]


def opened(by: Member, made: Recommendation) -> Adoption:
    return open_adoption(by=by, recommendation=made, method="secret", closes_at=clock.now() + timedelta(days=1))


def hash_of(made: Recommendation) -> str:
    return str(made.versions.latest("number").hash)


def browser(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    assert member.user is not None
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_nothing_is_put_to_the_vote_before_each_side_agreed(secretaries: list[Member]) -> None:
    first, second = secretaries
    made = scenes.draft(first)
    with pytest.raises(SidesMissing):
        opened(first, made)
    agree_to_adoption(by=first, recommendation=made, seen=hash_of(made))
    with pytest.raises(SidesMissing) as refused:
        opened(first, made)
    assert str(second.side.name) in str(refused.value)
    assert str(first.side.name) not in str(refused.value)
    agree_to_adoption(by=second, recommendation=made, seen=hash_of(made))
    assert opened(second, made).state == "open"
    assert [entry.type for entry in about(made.ref) if entry.type == "side.agreed"] == ["side.agreed"] * 2
    assert verify(made.council.public_id) is None
    with pytest.raises(AlreadyVoting):
        agree_to_adoption(by=first, recommendation=made, seen=hash_of(made))


def test_a_new_version_asks_every_side_again_even_where_it_brings_the_old_words_back(secretaries: list[Member]) -> None:
    first, second = secretaries
    made = scenes.agreed(scenes.draft(first))
    before = made.versions.get()
    for words in (text("Monthly, by district and by hour."), before.text):
        write_version(by=first, recommendation=made, text=words, rationale=before.rationale)
        with pytest.raises(SidesMissing):
            opened(first, made)
    assert hash_of(made) == before.hash
    with pytest.raises(TextMoved):
        agree_to_adoption(by=second, recommendation=made, seen="0" * 64)
    agree_to_adoption(by=second, recommendation=made, seen=before.hash)
    with pytest.raises(AlreadyAgreed):
        agree_to_adoption(by=second, recommendation=made, seen=before.hash)


def test_a_vote_without_a_quorum_asks_the_sides_again(secretaries: list[Member]) -> None:
    adoption = scenes.opened(secretaries[0])
    with clock.at(adoption.closes_at):
        assert scenes.closed(adoption).state == "no_quorum"
    adoption.recommendation.refresh_from_db()
    with pytest.raises(SidesMissing):
        opened(secretaries[0], adoption.recommendation)


def test_only_a_secretariat_speaks_for_its_side_and_the_other_is_told(council: Council, secretaries: list[Member]) -> None:
    first, second = secretaries
    made = scenes.draft(first)
    with pytest.raises(NotAllowed):
        agree_to_adoption(by=factories.member(council, role=Member.Role.MODERATOR), recommendation=made, seen=hash_of(made))
    agree_to_adoption(by=first, recommendation=made, seen=hash_of(made))
    asked = Notice.objects.filter(kind="adoption.consent_asked")
    assert list(asked.values_list("to_id", flat=True)) == [second.user_id]
    assert [wanted.subject for wanted in wanted_of(second.side)] == [made.ref]
    assert wanted_of(first.side) == []
    withdraw_recommendation(by=first, recommendation=made, reason="Overtaken")
    assert wanted_of(second.side) == []


def test_a_council_of_one_side_puts_a_text_to_the_vote_as_before() -> None:
    adoption, _members = scenes.voting(factories.council(), voters=1)
    assert adoption.state == "open"


def test_the_page_shows_who_agreed_what_is_missing_and_one_button(council: Council, secretaries: list[Member]) -> None:
    first, second = secretaries
    made = scenes.draft(first)
    url = made.get_absolute_url()
    agree = reverse("agree-to-adoption", args=[council.slug, made.public_id])
    shown = browser(first).get(url).content.decode()
    assert shown.count("has not agreed yet") == 2
    assert "Put to the vote" not in shown
    assert browser(first).post(agree, {"seen": hash_of(made)}).status_code == 302
    shown = browser(first).get(url).content.decode()
    assert (shown.count("has not agreed yet"), "Agree for our side" in shown) == (1, False)
    client = browser(second)
    assert "Agree for our side" in client.get(url).content.decode()
    mine = client.get(reverse("my-page", args=[council.slug])).content.decode()
    assert "Agree for your side" in mine
    assert url in mine
    assert client.post(agree, {"seen": "0" * 64}).status_code == 409
    assert client.post(agree, {"seen": hash_of(made)}).status_code == 302
    shown = client.get(url).content.decode()
    assert "Every side agrees to exactly this text." in shown
    assert "Put to the vote" in shown
