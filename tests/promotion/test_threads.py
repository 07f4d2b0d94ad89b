"""The threads of what bodies are sent, promise and do."""

import pytest
from django.test import Client
from django.urls import reverse

from kenes.base.refs import PublicModel
from kenes.councils.models import Comment, Council, Member
from kenes.promotion.models import Dispatch
from tests import factories
from tests.promotion import chains

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(council: Council, member: Member) -> dict[str, PublicModel]:
    whole = chains.whole(council, [member])
    dispatch = Dispatch.objects.get()
    commitment = dispatch.body.commitments.first()
    assert commitment is not None
    verdict = commitment.verdicts.first()
    assert verdict is not None
    assert whole
    return {"dispatch": dispatch, "commitment": commitment, "verdict": verdict}


@pytest.mark.parametrize("kind", ["dispatch", "commitment", "verdict"])
def test_a_comment_on_it_is_kept_and_its_author_led_back(made: dict[str, PublicModel], member: Member, kind: str) -> None:
    client, subject = Client(), made[kind]
    assert member.user is not None
    client.force_login(member.user)
    path = reverse("comment", args=[member.council.slug, kind, subject.public_id])
    response = client.post(path, {"said": "This is what I saw.", "language": "en"})
    assert (response.status_code, response["Location"]) == (302, f"{subject.get_absolute_url()}#thread")  # type: ignore[attr-defined]
    assert str(Comment.objects.get(subject=subject.ref).text) == "This is what I saw."


@pytest.mark.parametrize("kind", ["dispatch", "commitment", "verdict"])
def test_nobody_comments_on_another_council_s(made: dict[str, PublicModel], kind: str) -> None:
    stranger = factories.member(factories.council())
    client = Client()
    assert stranger.user is not None
    client.force_login(stranger.user)
    path = reverse("comment", args=[stranger.council.slug, kind, made[kind].public_id])
    assert client.post(path, {"said": "Let me in.", "language": "en"}).status_code == 404
    assert not Comment.objects.exists()
