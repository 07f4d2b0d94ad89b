"""Pages of meetings: who sees what, and what one can do from them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kenes.attribution.models import Held
from kenes.base import clock
from kenes.councils.models import Council, Member
from kenes.meetings.acts.attendance import answer_invitation
from kenes.meetings.acts.questions import decline_question
from kenes.meetings.models import Attendance, Meeting, Question, Task
from tests import factories
from tests.meetings.meeting_scenes import LINK, asked, called, entered, two_sides, url, with_items

pytestmark = pytest.mark.django_db


def facts(**fields: object) -> dict[str, object]:
    begins = clock.now() + timedelta(days=20)
    return {
        "title": "Water of the border rivers",
        "starts_at": begins.strftime("%Y-%m-%dT10:00"),
        "ends_at": begins.strftime("%Y-%m-%dT13:00"),
        "timezone": "Asia/Almaty",
        "place": "Astana",
        "attribution": "open",
        "is_public": "on",
        "language": "en",
        **fields,
    }


def test_a_meeting_is_called_and_changed_in_the_time_of_its_place(council: Council, secretary: Member) -> None:
    client = entered(secretary)

    made = client.post(url("new-meeting", council), facts(), follow=True)

    meeting = Meeting.objects.get()
    assert made.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert (meeting.starts_at.hour, meeting.ends_at.hour) == (5, 8)  # UTC+5
    shown = client.get(url("change-meeting", council, meeting.public_id)).text
    assert 'T10:00"' in shown
    client.post(url("change-meeting", council, meeting.public_id), facts(timezone="Europe/Moscow"))
    meeting.refresh_from_db()
    assert meeting.starts_at.hour == 7
    refused = client.post(url("new-meeting", council), facts(link="ftp://x", title="Again"))
    assert refused.status_code == 422
    assert "This is no web address" in refused.text


def test_visitors_see_public_meetings_without_the_link(council: Council, secretary: Member, member: Member) -> None:
    meeting, hidden = called(secretary), called(secretary, title="Hidden", is_public=False)
    asked(member, meeting)
    answer_invitation(by=member, meeting=meeting, answer="online")

    page = Client().get(meeting.get_absolute_url()).text

    assert LINK in entered(member).get(meeting.get_absolute_url()).text
    for secret in (LINK, "Who pays for the gauges?", "Taking part online", f"Member {member.number:03d}"):
        assert secret not in page
    assert "Hidden" not in Client().get(url("meetings", council)).text
    assert Client().get(hidden.get_absolute_url()).status_code == 302
    assert "Hidden" in entered(member).get(url("meetings", council)).text


def test_one_tap_answers_the_invitation_from_my_page(council: Council, secretary: Member, member: Member) -> None:
    meeting, client = called(secretary), entered(member)
    page = url("my-page", council)
    assert "Do you come?" in client.get(page).text

    back = client.post(url("meeting-answer", council, meeting.public_id), {"answer": "online", "from": "my-page"})

    assert back.url == page
    assert Attendance.objects.get(member=member).answer == "online"
    assert "Do you come?" not in client.get(page).text
    client.post(url("meeting-answer", council, meeting.public_id), {"answer": "none"})
    assert Attendance.objects.get(member=member).answer == "online"


def test_attendance_is_side_by_side_and_under_the_chatham_house_rule_one_sees_ones_own_side() -> None:
    council, seats = two_sides()
    open_one, closed_mouth = called(seats["secretary a"]), called(seats["secretary a"], attribution="chatham")
    answer_invitation(by=seats["b1"], meeting=closed_mouth, answer="online")

    def page(reader: str, meeting: Meeting) -> tuple[int, str]:
        answer = entered(seats[reader]).get(url("meeting-attendance", council, meeting.public_id))
        return answer.status_code, answer.text

    status, text = page("a1", open_one)
    assert (status, f"Member {seats['b1'].number:03d}" in text) == (200, True)
    assert page("a1", closed_mouth)[0] == 404
    status, text = page("secretary a", closed_mouth)
    assert (status, f"Member {seats['b1'].number:03d}" in text, "Taking part online</p>" in text) == (200, False, False)
    assert f"Member {seats['b1'].number:03d}" in page("secretary b", closed_mouth)[1]


def test_a_question_goes_from_the_form_to_a_task(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    with_items(meeting, member)
    client, desk = entered(member), entered(secretary)
    ask_url = url("ask", council, meeting.public_id)
    key = f"{meeting.public_id}-1"
    assert key in client.get(ask_url).text

    sent = {"type": "suggestion", "text": "Meet in the regions, too", "language": "en", "client_key": key, "from": "live"}
    for _twice in range(2):
        answer = client.post(ask_url, sent, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()) == (201, {"url": url("live", council, meeting.public_id)})
    question = Question.objects.get()
    support = url("support-question", council, meeting.public_id, question.public_id)
    for _twice in range(2):
        client.post(support, {"from": "list"})
    listed = client.get(url("meeting-questions", council, meeting.public_id)).text
    assert "yours" in listed
    assert 'aria-pressed="true"' in listed

    decide = url("answer-question", council, meeting.public_id, question.public_id)
    refused = desk.post(decide, {"action": "task", "task-owner": member.public_id, "task-text": "x", "task-due_on": "2020-01-01"})
    assert refused.status_code == 422
    given = {"action": "task", "task-owner": member.public_id, "task-text": str(question.text), "task-due_on": "2099-01-01"}
    desk.post(decide, {**given, "task-language": "en"})

    task = Task.objects.get()
    assert (task.owner, question.supports.count()) == (member, 1)
    assert "Meet in the regions, too" in client.get(url("tasks", council), {"mine": "1"}).text
    client.post(task.get_absolute_url(), {"action": "outcome", "outcome-outcome": "We did", "outcome-language": "en"})
    task.refresh_from_db()
    assert task.state == "done"
    assert client.post(decide, {"action": "decline", "decline-reason": "No"}).status_code in (403, 404)


def test_a_reason_is_read_by_its_author_and_the_desk_only(council: Council, secretary: Member, member: Member) -> None:
    question = asked(member, called(secretary))
    decline_question(by=secretary, question=question, reason="Not for this council")

    for reader, reads in ((member, True), (secretary, True), (factories.member(council), False)):
        assert ("Not for this council" in entered(reader).get(question.get_absolute_url()).text) is reads


@pytest.mark.parametrize("name", ["meetings", "tasks", "meeting-questions", "meeting-attendance"])
def test_lists_come_as_csv(council: Council, secretary: Member, member: Member, name: str) -> None:
    meeting = called(secretary, title="=1+1")
    asked(member, meeting, "=2+2")
    args = [meeting.public_id] if name.startswith("meeting-") else []

    answer = entered(member).get(url(name, council, *args), {"format": "csv"})

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "\n=" not in answer.text
    assert ",=" not in answer.text


def test_under_the_chatham_house_rule_one_asks_in_all_languages_and_finds_ones_own(
    council: Council, secretary: Member, member: Member
) -> None:
    meeting = called(secretary, attribution="chatham")
    client, page = entered(member), url("ask", council, meeting.public_id)
    assert 'name="text_kk"' in client.get(page).text
    words = {"text_en": "Who pays?", "text_ru": "Кто платит?", "text_kk": "Кім төлейді?"}

    sent = client.post(page, {**words, "type": "question", "client_key": f"{meeting.public_id}-1"}, follow=True)

    assert (Question.objects.count(), Held.objects.count()) == (0, 1)
    assert "Who pays?" in sent.text  # among what waits, shown to its author alone
    assert "Who pays?" not in entered(secretary).get(url("meeting-questions", council, meeting.public_id)).text
    assert f"{meeting.public_id}-2" in client.get(page).text


def test_everybody_reads_the_beginning_by_the_place_the_capital_and_the_own_region() -> None:
    council, seats = two_sides()
    far = factories.member(council, side=1, region="RU-NVS")
    begins = datetime(2099, 3, 2, 5, 0, tzinfo=UTC)
    meeting = called(seats["secretary a"], starts_at=begins, ends_at=begins + timedelta(hours=2))

    def hours(client: Client) -> list[tuple[str, str]]:
        page = client.get(meeting.get_absolute_url()).text.split('<dl class="facts')[1].split("</dd>")[0]
        return re.findall(r"(\d\d:\d\d)\s\((UTC\+\d)\)", page)

    assert hours(entered(far)) == [("10:00", "UTC+5"), ("08:00", "UTC+3"), ("12:00", "UTC+7")]
    assert hours(entered(seats["a1"])) == [("10:00", "UTC+5")]
    assert hours(Client(headers={"accept-language": "en"})) == [("10:00", "UTC+5"), ("08:00", "UTC+3")]


def test_why_a_question_is_not_taken_up_is_in_no_other_member_s_csv(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    decline_question(by=secretary, question=asked(member, meeting), reason="It names a patient")
    address = url("meeting-questions", council, meeting.public_id)
    seen = [entered(reader).get(address, {"format": "csv"}).text for reader in (member, secretary, factories.member(council))]
    assert ["It names a patient" in rows for rows in seen] == [True, True, False]
