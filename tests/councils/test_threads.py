"""The moderated thread of any object."""

import pytest
from django.urls import reverse

from kenes.base.errors import Invalid, NotAllowed, NotFound
from kenes.councils import acts, queries
from kenes.councils.errors import WrongState
from kenes.councils.models import Comment, Council, Member
from kenes.issues.acts import report_signal
from kenes.issues.models import Signal
from kenes.notices.models import Notice
from kenes.record.queries import entries, verify
from tests import factories
from tests.councils.browsers import enter
from tests.factories import text


@pytest.fixture
def signal(member: Member) -> Signal:
    assert member.region is not None
    return report_signal(by=member, region=member.region, what=text("The bridge is closed"), client_key="key-0000-1")


def kinds(member: Member) -> list[str]:
    return list(Notice.objects.filter(to=member.user_id, kind__startswith="comment").order_by("pk").values_list("kind", flat=True))


def test_a_contribution_is_kept_recorded_without_its_text_and_told(council: Council, signal: Signal, member: Member) -> None:
    second, third = factories.members(council, 2)
    made = acts.comment(by=second, subject=signal, text=text("Ours, too"))
    acts.comment(by=third, subject=signal, text=text("And here"))
    entry = entries(council.public_id)[1]
    assert (entry.type, entry.object, "Ours" in entry.body, entry.sealed.get().text) == ("comment.added", made.ref, False, "Ours, too")
    assert (kinds(member), kinds(second), kinds(third)) == (["comment_added"] * 2, ["comment_added"], [])
    assert Notice.objects.filter(kind="comment_added").first().object == signal.ref  # type: ignore[union-attr]
    assert verify(council.public_id) is None


def test_the_same_contribution_sent_twice_is_kept_once(council: Council, signal: Signal, member: Member) -> None:
    other = factories.member(council)
    first = acts.comment(by=other, subject=signal, text=text("Ours, too"), client_key="k1")
    assert acts.comment(by=other, subject=signal, text=text("Ours, too"), client_key="k1") == first
    assert (Comment.objects.count(), kinds(member)) == (1, ["comment_added"])


def test_observers_strangers_and_empty_texts_are_refused_without_a_trace(council: Council, signal: Signal, member: Member) -> None:
    before = entries(council.public_id).count()
    with pytest.raises(NotAllowed):
        acts.comment(by=factories.member(council, role=Member.Role.OBSERVER), subject=signal, text=text("x"))
    with pytest.raises(NotFound):
        acts.comment(by=factories.member(factories.council()), subject=signal, text=text("x"))
    for words in ("", "x" * 5001):
        with pytest.raises(Invalid) as refused:
            acts.comment(by=member, subject=signal, text=text(words))
        assert refused.value.field == "said"
    assert (Comment.objects.count(), entries(council.public_id).count()) == (0, before)


def test_what_is_hidden_is_read_by_its_author_and_moderators_with_the_reason(
    council: Council, signal: Signal, secretary: Member, member: Member
) -> None:
    author = factories.member(council)
    made = acts.comment(by=author, subject=signal, text=text("The akim is a thief"))
    with pytest.raises(NotAllowed):
        acts.hide_comment(by=member, comment=made, reason="Rude")
    with pytest.raises(Invalid):
        acts.hide_comment(by=secretary, comment=made, reason="")
    acts.hide_comment(by=secretary, comment=made, reason="An accusation without evidence")
    with pytest.raises(WrongState):
        acts.hide_comment(by=secretary, comment=made, reason="Again")
    seen = {
        reader: [(said.is_hidden, said.is_readable) for said in queries.thread(signal.ref, reader).items]
        for reader in (None, member, author, secretary)
    }
    assert seen == {None: [(True, False)], member: [(True, False)], author: [(True, True)], secretary: [(True, True)]}
    assert kinds(author) == ["comment_hidden"]
    acts.show_comment(by=secretary, comment=made)
    assert [said.is_readable for said in queries.thread(signal.ref, None).items] == [True]
    assert [entry.type for entry in entries(council.public_id)[:3]] == ["comment.shown", "comment.hidden", "comment.added"]
    assert "accusation" not in entries(council.public_id)[1].body


def test_a_thread_takes_the_same_number_of_queries_for_1_and_for_30(council: Council, signal: Signal, member: Member) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 29):
        for other in factories.members(council, more):
            Comment.objects.create(council=council, subject=signal.ref, author=other, text=text("x"), created_at=signal.created_at)
        with CaptureQueriesContext(connection) as captured:
            labels = [said.label for said in queries.thread(signal.ref, member).items]
        counts.append(len(captured))
    assert (len(labels), counts[0]) == (30, counts[1])


def test_the_pages_keep_what_was_typed_and_moderate(council: Council, signal: Signal, secretary: Member, member: Member) -> None:
    client, page = enter(member), reverse("comment", args=[council.slug, "signal", signal.public_id])
    assert client.post(page, {"said": "", "language": "en"}).status_code == 422
    long = client.post(page, {"said": "x" * 5001, "language": "en"})
    assert (long.status_code, "x" * 5001 in long.content.decode()) == (422, True)
    done = client.post(page, {"said": "<script>alert(1)</script> Ours", "language": "ru", "key": "k1"})
    assert (done.status_code, done["Location"].endswith("#thread")) == (302, True)
    made = Comment.objects.get()
    assert (made.text.original, str(made.text)) == ("ru", "<script>alert(1)</script> Ours")
    hide, show = (reverse(name, args=[council.slug, made.public_id]) for name in ("hide-comment", "show-comment"))
    assert client.post(hide, {"reason": "x"}).status_code == 404
    moderator = enter(secretary)
    assert "<script>alert" not in moderator.get(hide).content.decode()
    assert moderator.post(hide, {"reason": ""}).status_code == 422
    assert moderator.post(hide, {"reason": "No evidence"}).status_code == 302
    assert moderator.post(show).status_code == 302
    assert moderator.get(show).status_code == 405


def test_only_what_has_a_thread_in_this_council_can_be_discussed(council: Council, signal: Signal, member: Member) -> None:
    client = enter(member)
    for kind, public_id in (("signal", "nothing"), ("member", member.public_id), ("side", member.side.public_id), ("user", "1")):
        assert client.post(reverse("comment", args=[council.slug, kind, public_id]), {"said": "x", "language": "en"}).status_code == 404
    other = factories.member(factories.council())
    page = reverse("comment", args=[other.council.slug, "signal", signal.public_id])
    assert enter(other).post(page, {"said": "x", "language": "en"}).status_code == 404
    assert Comment.objects.count() == 0
