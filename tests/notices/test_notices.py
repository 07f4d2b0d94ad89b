"""Notices: off means off, newest first, grouped by object; the digest never repeats and never comes unasked."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.issues.models import Signal
from kenes.notices.acts import mark_read, set_notices, tell
from kenes.notices.models import Notice, NoticeSetting
from kenes.notices.queries import groups, objects, unread_count
from kenes.notices.tasks import tick
from tests import factories
from tests.promotion import chains

KIND = "seat.changed"


@pytest.fixture
def signals(member: Member) -> list[Signal]:
    return [chains.signal(member, what=chains.text(f"Bridge {name}")) for name in ("A", "B")]


def told(member: Member, signal: Signal, minutes_ago: int) -> None:
    with clock.at(clock.now() - timedelta(minutes=minutes_ago)):
        tell([member.user_id], KIND, signal.ref, council=member.council.public_id, details={"seat": minutes_ago})


def test_notices_are_grouped_by_object_newest_first(member: Member, signals: list[Signal]) -> None:
    for signal, minutes in ((signals[0], 300), (signals[1], 200), (signals[0], 100)):
        told(member, signal, minutes)
    found = groups(member.user_id, list(objects(member.user_id)))
    assert [(group.title, len(group.lines)) for group in found] == [("Bridge A", 2), ("Bridge B", 1)]
    assert found[0].lines[0].at > found[0].lines[1].at


def test_who_switched_notices_off_gets_none(member: Member, signals: list[Signal]) -> None:
    set_notices(user_id=member.user_id, in_app=False, digest="daily")
    told(member, signals[0], 100)
    assert unread_count(member.user_id) == 0
    tick()
    assert mail.outbox == []


def test_the_digest_is_one_mail_newest_first_in_the_persons_language(member: Member, signals: list[Signal]) -> None:
    member.user.language = "ru"
    member.user.save()
    told(member, signals[0], 300)
    told(member, signals[1], 100)
    tick()
    (sent,) = mail.outbox
    assert sent.to == [member.user.email]
    assert sent.body.index("Bridge B") < sent.body.index("Bridge A")
    assert sent.subject == "Kenes: 2 уведомления"
    assert "/notices/settings/" in sent.extra_headers["List-Unsubscribe"]
    html = sent.alternatives[0][0]
    assert "/notices/settings/" in html
    assert html.index("Bridge B") < html.index("Bridge A")


def test_the_digest_never_repeats_a_notice(member: Member, signals: list[Signal]) -> None:
    told(member, signals[0], 100)
    tick()
    tick()
    with clock.at(clock.now() + timedelta(days=2)):
        tick()
    assert len(mail.outbox) == 1


def test_a_second_digest_waits_a_day_and_holds_only_what_is_new(member: Member, signals: list[Signal]) -> None:
    told(member, signals[0], 100)
    tick()
    with clock.at(clock.now() + timedelta(hours=5)):
        tell([member.user_id], KIND, signals[1].ref, council=member.council.public_id)
    with clock.at(clock.now() + timedelta(hours=23)):
        tick()
    assert len(mail.outbox) == 1
    with clock.at(clock.now() + timedelta(hours=25)):
        tick()
    assert len(mail.outbox) == 2
    assert "Bridge A" not in mail.outbox[1].body


def test_a_weekly_digest_waits_a_week(member: Member, signals: list[Signal]) -> None:
    set_notices(user_id=member.user_id, in_app=True, digest="weekly")
    told(member, signals[0], 100)
    tick()
    for day in (2, 6, 8):
        with clock.at(clock.now() + timedelta(days=day)):
            told(member, signals[1], 60)
            tick()
    assert len(mail.outbox) == 2


def test_off_means_off_and_what_came_meanwhile_is_never_mailed(member: Member, signals: list[Signal]) -> None:
    set_notices(user_id=member.user_id, in_app=True, digest="off")
    told(member, signals[0], 100)
    tick()
    set_notices(user_id=member.user_id, in_app=True, digest="daily")
    tick()
    assert mail.outbox == []
    assert unread_count(member.user_id) == 1


def test_what_was_read_here_is_not_mailed(member: Member, signals: list[Signal]) -> None:
    told(member, signals[0], 100)
    mark_read(user_id=member.user_id, objects=[signals[0].ref])
    tick()
    assert mail.outbox == []


def test_fresh_news_wait_a_little_for_others(member: Member, signals: list[Signal]) -> None:
    told(member, signals[0], 5)
    tick()
    assert mail.outbox == []


def test_a_mail_that_could_not_be_sent_is_sent_later(member: Member, signals: list[Signal], monkeypatch: pytest.MonkeyPatch) -> None:
    told(member, signals[0], 100)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", lambda *_args: (_ for _ in ()).throw(ConnectionRefusedError()))
        tick()
    assert mail.outbox == []
    tick()
    assert len(mail.outbox) == 1


def test_a_title_cannot_break_the_mails_header_or_html(member: Member) -> None:
    signal = chains.signal(member, what=chains.text("<script>x</script>\r\nBcc: all@example.org"))
    told(member, signal, 100)
    tick()
    (sent,) = mail.outbox
    assert "\n" not in sent.subject
    assert "<script>" not in sent.alternatives[0][0]


def test_the_page_marks_as_read_and_keeps_to_ones_own(client: Client, council: Council, member: Member, signals: list[Signal]) -> None:
    other = factories.member(council)
    for seat in (member, other):
        told(seat, signals[0], 100)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    assert b"Bridge A" in client.get("/notices/").content
    client.post("/notices/read/", {"object": signals[0].ref})
    assert (unread_count(member.user_id), unread_count(other.user_id)) == (0, 1)


def test_settings_are_saved_and_an_unknown_choice_is_refused_beside_its_field(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/notices/settings/", {"digest": "hourly"}).status_code == 422
    assert not NoticeSetting.objects.exists()
    assert client.post("/notices/settings/", {"digest": "weekly", "in_app": "on", "is_staff": "1"}).status_code == 302
    assert NoticeSetting.objects.get(user=member.user).digest == "weekly"


def test_thirty_objects_take_as_many_queries_as_one(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    counts = []
    for more in (1, 29):
        for _ in range(more):
            told(member, chains.signal(member), 100)
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/notices/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_secretary_sends_a_test_mail_and_a_member_cannot(client: Client, secretary: Member, member: Member) -> None:
    path = f"/c/{secretary.council.slug}/test-mail/"
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path).status_code == 404
    assert mail.outbox == []
    Authenticator.objects.create(user=secretary.user, type="totp", data={})
    client.force_login(secretary.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 200
    assert mail.outbox == []
    assert "The mail server took the mail" in client.post(path, headers={"accept-language": "en"}).content.decode()
    assert mail.outbox[0].to == [secretary.user.email]


def test_the_page_says_why_a_test_mail_could_not_be_sent(client: Client, secretary: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    Authenticator.objects.create(user=secretary.user, type="totp", data={})
    client.force_login(secretary.user, backend="django.contrib.auth.backends.ModelBackend")
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_args: (_ for _ in ()).throw(ConnectionRefusedError()))
    found = client.post(f"/c/{secretary.council.slug}/test-mail/", headers={"accept-language": "en"}).content.decode()
    assert "The mail could not be sent (ConnectionRefusedError)" in found


def test_kinds_without_words_do_not_break_the_page(client: Client, member: Member) -> None:
    Notice.objects.create(to=member.user, council=member.council.public_id, kind="gone", object="gone/1", created_at=clock.now())
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    with translation.override("en"):
        assert client.get("/notices/").status_code == 200
