"""A closed meeting is known to those who are invited, and to those who prepare and moderate; a member who joined later finds nothing."""

import pytest
from django.test import Client

from kenes.base.errors import NotFound
from kenes.base.models import SearchDocument
from kenes.councils.acts import comment
from kenes.councils.models import Member
from kenes.meetings.acts.attendance import answer_invitation
from kenes.meetings.acts.meetings import change_meeting
from kenes.meetings.acts.minutes import draft_minutes
from kenes.meetings.acts.tasks import become_task, open_task
from kenes.meetings.acts.topics import propose_topic
from kenes.meetings.errors import AttributionFixed
from kenes.meetings.models import Agenda, Meeting, Topic
from kenes.meetings.queries.closed import seats_at
from tests import factories
from tests.factories import text
from tests.meetings.agenda_scenes import opened
from tests.meetings.meeting_scenes import asked, called, entered, two_sides, url, with_items

pytestmark = pytest.mark.django_db
SECRET = "Gauges at the weir"


def closed_and_spoken() -> tuple[dict[str, Member], Meeting, dict[str, str]]:
    """A closed meeting with an agenda, a suggestion, a task and minutes; a seat taken afterwards; and every address of it."""
    council, seats = two_sides()
    desk = seats["secretary a"]
    meeting = called(desk, title=SECRET, attribution="closed", is_public=False)
    topic = with_items(meeting, seats["b1"], [30])[0].topic
    Topic.objects.filter(pk=topic.pk).update(title=text(SECRET))
    question = asked(seats["b1"], meeting, SECRET, type="suggestion")
    task = become_task(by=desk, question=question, owner=seats["b1"], due_on=meeting.ends_at.date())
    Meeting.objects.filter(pk=meeting.pk).update(state=Meeting.State.RUNNING)
    draft_minutes(by=desk, meeting=meeting)
    seats["late"] = factories.member(council, side=1)
    names = ("meeting", "meeting-ics", "meeting-questions", "live", "live-state", "agenda", "topics", "new-topic", "minutes", "my-share")
    addresses = {name: url(name, council, meeting.public_id) for name in (*names, "agenda-certificate", "approve-topics")}
    addresses |= {"topic": topic.get_absolute_url(), "task": task.get_absolute_url(), "question": question.get_absolute_url()}
    return seats, meeting, addresses


def test_a_member_who_is_not_invited_finds_no_page_of_a_closed_meeting() -> None:
    seats, _meeting, addresses = closed_and_spoken()
    late, invited = entered(seats["late"]), entered(seats["b2"])

    assert {name: late.get(there).status_code for name, there in addresses.items()} == dict.fromkeys(addresses, 404)
    assert SECRET in invited.get(addresses["meeting"]).text
    assert SECRET in invited.get(addresses["topic"]).text


def test_no_list_search_feed_or_record_names_a_closed_meeting_to_others() -> None:
    seats, meeting, _addresses = closed_and_spoken()
    council = meeting.council
    comment(by=seats["secretary a"], subject=meeting, text=text("The room is booked"))
    open_one = called(seats["secretary a"], title="An open one", hours=2)
    lists = [url(name, council) for name in ("meetings", "tasks", "record", "meeting-calendar")]
    lists += [f"{url('tasks', council)}?format=csv", f"{url('meetings', council)}?format=csv", f"{url('search', council)}?q=weir"]
    lists += [open_one.get_absolute_url()]
    late = entered(seats["late"])

    assert [there for there in lists if SECRET in late.get(there).text] == []
    assert SECRET in entered(seats["b2"]).get(url("meetings", council)).text
    assert not SearchDocument.objects.filter(folded__contains="weir").exists()


def test_what_a_closed_meeting_decided_stands_in_no_other_minutes() -> None:
    seats, meeting, _addresses = closed_and_spoken()
    later = factories.meeting(meeting.council, state=Meeting.State.HELD)
    open_task(by=seats["secretary a"], meeting=meeting, type="decision", text=text(SECRET), owner=seats["b1"], due_on=later.ends_at.date())

    drafted = draft_minutes(by=seats["secretary b"], meeting=later)

    assert not [row for row in drafted.paragraphs.all() if SECRET in str(row.text)]


def test_nobody_invites_themselves_to_a_closed_meeting_or_forms_its_agenda_uninvited() -> None:
    seats, meeting, _addresses = closed_and_spoken()

    with pytest.raises(NotFound):
        answer_invitation(by=seats["late"], meeting=meeting, answer="coming")
    assert entered(seats["late"]).post(url("meeting-answer", meeting.council, meeting.public_id), {"answer": "coming"}).status_code == 404
    assert seats["late"] not in seats_at(meeting)
    assert seats["b2"] in seats_at(meeting)


def test_a_thread_is_no_way_to_learn_what_one_may_not_know() -> None:
    seats, meeting, _addresses = closed_and_spoken()

    for subject in (meeting, Topic.objects.get()):
        with pytest.raises(NotFound):
            comment(by=seats["late"], subject=subject, text=text("What is this?"))


def test_the_rule_of_a_meeting_stays_once_a_topic_was_proposed_under_it() -> None:
    _council, seats = two_sides()
    desk, author = seats["secretary a"], seats["b1"]
    meeting = called(desk, attribution="closed", is_public=False)
    agenda = opened(desk, meeting, minutes=60, sessions=[{"offset": 0, "minutes": 60, "tracks": 1}])
    assert author.region is not None
    said = {"title": text(SECRET), "why_now": text("Queues"), "regions": [author.region], "minutes": 30, "client_key": "key-00000001"}
    propose_topic(by=author, agenda=agenda, **said)  # type: ignore[arg-type]
    same = {name: getattr(meeting, name) for name in ("title", "about", "starts_at", "ends_at", "timezone", "place", "link", "is_public")}

    with pytest.raises(AttributionFixed):
        change_meeting(by=desk, meeting=meeting, attribution="open", **same)


def test_a_visitor_reads_no_agenda_on_the_page_of_a_meeting_before_the_sides_confirmed_it() -> None:
    _council, seats = two_sides()
    meeting = called(seats["secretary a"])
    with_items(meeting, seats["b1"], [30])

    assert "Topic 1" in Client().get(meeting.get_absolute_url()).text
    Agenda.objects.update(state=Agenda.State.FORMED)
    assert "Topic 1" not in Client().get(meeting.get_absolute_url()).text
    assert "Topic 1" in entered(seats["b1"]).get(meeting.get_absolute_url()).text
