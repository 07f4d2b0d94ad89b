"""The live page: what it shows, and that looking again costs next to nothing."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kenes.councils.models import Council, Member
from kenes.meetings.acts.questions import support_question
from kenes.meetings.acts.running import begin_item, close_meeting, let_speak
from kenes.meetings.models import AgendaItem, Meeting
from tests import factories
from tests.meetings.meeting_scenes import asked, at, called, entered, running, two_sides, url

pytestmark = pytest.mark.django_db


def state(client: Client, meeting: Meeting, etag: str = "") -> tuple[int, str, str, int]:
    """Return status, ETag, text and the number of queries of one look."""
    headers = {"If-None-Match": etag} if etag else {}
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url("live-state", meeting.council, meeting.public_id), headers=headers)
    return answer.status_code, answer.headers.get("ETag", ""), answer.text, len(captured)


def test_what_has_not_changed_costs_one_query(council: Council, secretary: Member, member: Member) -> None:
    meeting, items = running(secretary)
    client = entered(member)
    status, etag, text, _n = state(client, meeting)
    assert (status, "No item is being discussed" in text) == (200, True)

    assert state(client, meeting, etag) == (304, etag, "", 1)
    assert state(client, meeting, f"W/{etag}")[0] == 304  # a proxy or compression made it weak

    begin_item(by=secretary, item=items[0])
    status, changed, text, _n = state(client, meeting, etag)
    assert (status, "Topic 1" in text, changed != etag) == (200, True, True)


def test_everything_that_the_page_shows_changes_its_tag(council: Council, secretary: Member, member: Member) -> None:
    meeting, items = running(secretary)
    client, tags = entered(member), []

    def look() -> None:
        tags.append(state(client, meeting)[1])

    look()
    question = asked(member, meeting)
    look()
    support_question(by=member, question=question)
    look()
    support_question(by=member, question=question)  # once more counts nothing, and nobody fetches anything
    assert state(client, meeting)[1] == tags[-1]
    begin_item(by=secretary, item=items[0])
    look()
    let_speak(by=secretary, item=items[0], side=secretary.side)
    look()
    close_meeting(by=secretary, meeting=meeting)
    look()
    assert len(set(tags)) == 6


def test_nobody_reads_with_the_tag_of_another(council: Council, secretary: Member, member: Member) -> None:
    meeting, _items = running(secretary)
    etag = state(entered(member), meeting)[1]

    assert state(entered(factories.member(council)), meeting, etag)[0] == 200
    assert state(Client(), meeting, etag)[0] == 302
    assert state(entered(factories.member(factories.council())), meeting, etag)[0] == 404
    client = entered(member)
    Member.objects.filter(pk=member.pk).update(state=Member.State.SUSPENDED)
    assert state(client, meeting, etag)[0] == 404


def test_a_closed_meeting_is_live_for_those_invited_only(council: Council, secretary: Member, member: Member) -> None:
    meeting, _items = running(secretary, attribution="closed", is_public=False)
    late = factories.member(council)

    etag = state(entered(member), meeting)[1]
    assert state(entered(member), meeting, etag)[::3] == (304, 1)
    assert state(entered(late), meeting)[0] == 404
    assert entered(late).get(url("live", council, meeting.public_id)).status_code == 404


def test_the_desk_runs_the_meeting_from_its_phone(council: Council, secretary: Member, member: Member) -> None:
    meeting, items = running(secretary)
    desk, run = entered(secretary), url("run-meeting", council, meeting.public_id)
    item = {"item": items[0].public_id}

    assert desk.post(run, {**item, "action": "speak", "side": secretary.side.public_id}, headers={"accept": "application/json"}).json()[
        "code"
    ] == ("item_not_running")
    assert desk.post(run, {**item, "action": "begin-item"}, headers={"accept": "application/json"}).status_code == 204
    back = desk.post(run, {**item, "action": "speak", "side": secretary.side.public_id}, follow=True)
    assert back.redirect_chain[-1][0] == url("live", council, meeting.public_id)
    assert "speaks" in back.text
    assert entered(member).post(run, {"action": "close"}).status_code == 404
    desk.post(run, {"action": "close"})
    meeting.refresh_from_db()
    assert meeting.state == "held"
    assert AgendaItem.objects.get(pk=items[0].pk).ended_at is not None


def test_under_the_chatham_house_rule_only_the_desk_sees_whose_clock_runs() -> None:
    _council, seats = two_sides()
    desk = seats["secretary a"]
    meeting, items = running(desk, attribution="chatham")
    begin_item(by=desk, item=items[0])
    let_speak(by=desk, item=items[0], side=seats["b1"].side)

    assert "speaks" in state(entered(desk), meeting)[2]
    assert "speaks" not in state(entered(seats["a1"]), meeting)[2]
    close_meeting(by=desk, meeting=meeting)
    assert "How long each side spoke" not in entered(seats["a1"]).get(meeting.get_absolute_url()).text


def test_the_page_works_without_script(council: Council, secretary: Member, member: Member) -> None:
    meeting, _items = running(secretary)

    page = entered(member).get(url("live", council, meeting.public_id)).text

    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in page
    assert url("ask", council, meeting.public_id) in page
    assert "http-equiv" not in entered(member).get(url("live", council, called(secretary).public_id)).text


def test_a_meeting_of_another_day_begins_after_one_has_read_what_that_means(council: Council, secretary: Member) -> None:
    meeting = called(secretary)  # two weeks from now
    desk, run = entered(secretary), url("run-meeting", council, meeting.public_id)

    assert desk.post(run, {"action": "begin"}, headers={"accept": "application/json"}).json()["code"] == "too_early"
    asked_again = desk.post(run, {"action": "begin"}).text
    meeting.refresh_from_db()
    assert (meeting.state, 'id="begin-early"' in asked_again) == ("planned", True)
    desk.post(run, {"action": "begin", "early": "1"})
    meeting.refresh_from_db()
    assert meeting.state == "running"

    soon = called(secretary)
    with at(soon.starts_at, hours=-20):
        desk.post(run.replace(meeting.public_id, soon.public_id), {"action": "begin"})
    soon.refresh_from_db()
    assert soon.state == "running"


def test_what_was_asked_before_a_meeting_is_supported_from_its_live_page_too(council: Council, secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    support = url("support-question", council, meeting.public_id, asked(member, meeting).public_id)
    observer = factories.member(council, role=Member.Role.OBSERVER)

    assert support in state(entered(member), meeting)[2]
    assert support not in state(entered(observer), meeting)[2]
