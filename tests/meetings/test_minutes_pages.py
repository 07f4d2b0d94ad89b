"""The pages of the minutes: who sees them, and the way from the draft to the final text, without JavaScript."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kenes.base import clock
from kenes.base.text import Text
from kenes.councils.models import Council, Member
from kenes.meetings.acts.brackets import accept_wording, open_bracket
from kenes.meetings.acts.minutes import add_paragraph, agree_paragraphs, draft_minutes, send_minutes
from kenes.meetings.models import Meeting, Minutes, Paragraph
from kenes.record.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
Role = Member.Role


class Table:
    """A bilateral council with two secretaries and the minutes of one meeting."""

    def __init__(self) -> None:
        self.council: Council = factories.council(countries=("KZ", "RU"))
        self.a = factories.member(self.council, role=Role.SECRETARY)
        self.b = factories.member(self.council, role=Role.SECRETARY, side=1)
        self.member = factories.member(self.council)
        self.meeting = factories.meeting(self.council, state=Meeting.State.HELD, starts_in=timedelta(hours=-4))

    def draft(self) -> Paragraph:
        self.minutes = draft_minutes(by=self.a, meeting=self.meeting)
        self.minutes.paragraphs.all().delete()
        text = Text.in_all("en", en="Start in 2027.", ru="Начать в 2027 году.", kk="2027 жылы бастау.")
        return add_paragraph(by=self.a, minutes=self.minutes, text=text)

    def at(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.council.slug, self.meeting.public_id, *more])


@pytest.fixture
def table() -> Table:
    return Table()


def browser(member: Member | None = None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if member:
        assert member.user
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_secretariat_drafts_members_read_and_visitors_wait_until_the_text_is_final(table: Table) -> None:
    assert browser().get(table.at("minutes")).status_code == 404
    assert "Draft the minutes from the agenda" in browser(table.a).get(table.at("minutes")).content.decode()
    assert "Draft the minutes from the agenda" not in browser(table.member).get(table.at("minutes")).content.decode()
    assert browser(table.a).post(table.at("draft-minutes")).status_code == 302
    assert browser(table.member).post(table.at("draft-minutes")).status_code == 404
    assert browser(table.member).get(table.at("minutes")).status_code == 200
    assert browser().get(table.at("minutes")).status_code == 404
    Minutes.objects.update(state=Minutes.State.AGREED, agreed_at="2026-11-01T00:00:00Z", text_hash="a" * 64)
    assert browser().get(table.at("minutes")).status_code == 200
    Meeting.objects.update(is_public=False)
    assert browser().get(table.at("minutes")).status_code == 404


def test_from_a_paragraph_to_the_final_text_with_one_bracket_on_the_way(table: Table) -> None:
    paragraph = table.draft()
    one, two = browser(table.a), browser(table.b)
    assert one.post(table.at("send-minutes"), {"silence_days": 5}).status_code == 302
    data = {"seen": 1, "language": "en", "words": "in 2027", "own": "when funds are found"}
    assert two.post(table.at("bracket-paragraph", paragraph.public_id), data).status_code == 302
    for code, text in (("ru", "Начать [1]."), ("kk", "[1] бастау.")):
        seen = Paragraph.objects.get(pk=paragraph.pk).revision
        changed = two.post(table.at("minutes-paragraph", paragraph.public_id), {"language": code, "seen": seen, "text": text})
        assert changed.status_code == 302
    shown = one.get(table.at("minutes")).content.decode()
    assert "in 2027 <b>/</b> when funds are found" in shown
    assert "Agree to 1 paragraph" not in shown
    for code, text in (("ru", "когда найдутся средства"), ("kk", "қаражат табылғанда")):
        of = f"{table.at('offer-wording', paragraph.public_id, 1)}?of=2"
        assert two.post(of, {"language": code, "own": text}).status_code == 302
    assert one.post(table.at("take-wording", paragraph.public_id, 1, 2)).status_code == 302
    assert "Start when funds are found." in one.get(table.at("minutes")).content.decode()
    for client in (one, two):
        revision = Paragraph.objects.get(pk=paragraph.pk).revision
        client.post(table.at("agree-minutes"), {"paragraph": f"{paragraph.public_id}:{revision}"})
    text_hash = Minutes.objects.get().text_hash
    for client in (one, two):
        assert client.post(table.at("confirm-minutes"), {"seen": text_hash}).status_code == 302
    shown = browser().get(table.at("minutes")).content.decode()
    assert "Every side has confirmed this text" in shown
    assert text_hash in shown


def test_what_was_typed_stays_when_the_paragraph_changed_meanwhile(table: Table) -> None:
    paragraph = table.draft()
    url = table.at("minutes-paragraph", paragraph.public_id)
    browser(table.a).post(url, {"language": "en", "seen": 1, "text": "Start in 2028."})
    response = browser(table.b).post(url, {"language": "en", "seen": 1, "text": "Start in 2029."})
    assert response.status_code == 422
    assert "Start in 2029." in response.content.decode()
    assert "changed while you were reading" in response.content.decode()
    assert Paragraph.objects.get(pk=paragraph.pk).text.original_text == "Start in 2028."
    assert '<input type="hidden" name="seen" value="2"' in response.content.decode()  # whoever has read it again can send it


def test_what_people_write_is_inert_in_the_minutes(table: Table) -> None:
    paragraph = table.draft()
    nasty = "<script>alert(1)</script> <svg onload=alert(1)> {{7*7}}"
    browser(table.a).post(table.at("minutes-paragraph", paragraph.public_id), {"language": "en", "seen": 1, "text": nasty})
    shown = browser(table.member).get(table.at("minutes")).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;svg onload=alert(1)&gt; {{7*7}}" in shown


def test_a_visitor_sees_neither_owners_nor_the_way_the_text_came_about(table: Table) -> None:
    paragraph = table.draft()
    send_minutes(by=table.a, minutes=table.minutes, silence_days=5)
    agree_paragraphs(by=table.b, minutes=table.minutes, seen={paragraph.public_id: 1})
    Paragraph.objects.update(type="decision", owner=table.member)
    Minutes.objects.update(state=Minutes.State.AGREED, agreed_at="2026-11-01T00:00:00Z", text_hash="a" * 64)
    seat = f"Member {table.member.number:03d}"
    pages = [table.at("minutes"), table.at("minutes-paragraph", paragraph.public_id)]
    for shown in (browser().get(page).content.decode() for page in pages):
        assert not any(words in shown for words in ("How it came about", "paragraph-sides", seat))
    assert all(seat in browser(table.member).get(page).content.decode() for page in pages)


def test_a_visitor_does_not_read_which_words_a_side_would_have_taken(table: Table) -> None:
    paragraph = table.draft()
    bracket = open_bracket(by=table.b, paragraph=paragraph, language="en", words="in 2027", own="in 2031", seen=1)
    for secretary in (table.a, table.b):
        accept_wording(by=secretary, made=bracket.wordings.all()[0])
    Minutes.objects.update(state=Minutes.State.AGREED)
    there = table.at("minutes-paragraph", paragraph.public_id)

    assert "2031" in browser(table.member).get(there).content.decode()
    assert "2031" not in browser().get(there).content.decode()


@pytest.mark.parametrize(("rule", "names"), [("open", True), ("chatham", False)])
def test_the_record_of_minutes_names_who_wrote_only_where_the_meeting_is_open(table: Table, rule: str, names: bool) -> None:
    Meeting.objects.update(attribution=rule)
    table.meeting.refresh_from_db()
    table.draft()
    bodies = [json.loads(entry.body) for entry in Entry.objects.filter(type__startswith="minutes.")]

    assert {bool(body.get("actor")) for body in bodies} == {names}
    assert {len(body["utc"]) > len("2026-11-26") for body in bodies} == {names}


def test_the_page_needs_as_many_queries_for_thirty_paragraphs_as_for_one(table: Table) -> None:
    table.draft()
    client = browser(table.a)
    client.get(table.at("minutes"))
    with CaptureQueriesContext(connection) as few:
        client.get(table.at("minutes"))
    for number in range(29):
        add_paragraph(by=table.a, minutes=table.minutes, text=factories.text(f"Paragraph {number}."))
    with CaptureQueriesContext(connection) as many:
        client.get(table.at("minutes"))
    assert len(many) == len(few)


def test_a_refused_wording_stands_in_its_own_form_and_no_two_fields_share_a_name(table: Table) -> None:
    paragraph = table.draft()
    two = browser(table.b)
    two.post(
        table.at("bracket-paragraph", paragraph.public_id), {"seen": 1, "language": "en", "words": "in 2027", "own": "when funds are found"}
    )
    answer = two.post(table.at("offer-wording", paragraph.public_id, 1), {"language": "en", "own": "soon [2]"})
    shown = answer.content.decode()
    ids = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', shown)
    assert (answer.status_code, shown.count('value="soon [2]"')) == (422, 1)
    assert len(ids) == len(set(ids))


def test_what_is_refused_is_said_on_the_page_one_comes_from(table: Table) -> None:
    paragraph = table.draft()
    desk, mine = browser(table.a), table.at("minutes-paragraph", paragraph.public_id)
    late = [
        (table.at("draft-minutes"), {}, table.at("minutes")),
        (table.at("agree-minutes"), {"paragraph": f"{paragraph.public_id}:1"}, table.at("minutes")),
        (table.at("confirm-minutes"), {"seen": "a" * 64}, table.at("minutes")),
        (table.at("remove-paragraph", paragraph.public_id), {"seen": 9}, table.at("minutes")),
    ]
    desk.post(table.at("bracket-paragraph", paragraph.public_id), {"seen": 1, "language": "en", "words": "in 2027", "own": ""})
    desk.post(table.at("take-wording", paragraph.public_id, 1, 1))
    browser(table.b).post(table.at("take-wording", paragraph.public_id, 1, 1))
    late.append((table.at("take-wording", paragraph.public_id, 1, 2), {}, mine))  # it is settled
    for address, data, there in late:
        answer = desk.post(address, data, follow=True)
        assert (answer.redirect_chain, 'class="notice alert"' in answer.text) == ([(there, 302)], True), address


def test_days_that_cannot_be_taken_stay_in_their_field(table: Table) -> None:
    table.draft()
    answer = browser(table.a).post(table.at("send-minutes"), {"silence_days": 99})
    assert (answer.status_code, 'value="99"' in answer.text, "id_silence_days_error" in answer.text) == (422, True, True)
    assert Minutes.objects.get().state == Minutes.State.DRAFT


def test_a_decision_gets_another_owner_and_day_on_its_page(table: Table) -> None:
    table.draft()
    due = (clock.now() + timedelta(days=30)).date()
    decided = add_paragraph(
        by=table.a, minutes=table.minutes, text=factories.text("Write."), type="decision", owner=table.member, due_on=due
    )
    there, desk = table.at("minutes-paragraph", decided.public_id), browser(table.b)
    data = {"owner": table.a.public_id, "due_on": "2001-01-01", "seen": 1}
    late = desk.post(there, data)
    assert (late.status_code, "id_due_on_error" in late.text) == (422, True)
    assert desk.post(there, data | {"due_on": due.isoformat()}).status_code == 302
    assert Paragraph.objects.get(pk=decided.pk).owner == table.a
    assert browser(table.member).post(there, data).status_code == 404
