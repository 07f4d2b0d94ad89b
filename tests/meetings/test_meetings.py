"""Calling a meeting, changing it, running it: what happens, and who hears of it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kenes.attribution.errors import Traceable
from kenes.base import clock
from kenes.base.errors import KenesError, NotAllowed
from kenes.base.models import SearchDocument
from kenes.councils.models import Council, Member
from kenes.meetings.acts.attendance import answer_invitation, invite_newcomers, note_presence
from kenes.meetings.acts.meetings import add_documents, change_meeting
from kenes.meetings.acts.running import begin_item, begin_meeting, cancel_meeting, close_meeting, end_item, let_speak
from kenes.meetings.errors import (
    AttributionFixed,
    BadTimes,
    ClosedIsNotPublic,
    InThePast,
    ItemNotRunning,
    MeetingBegan,
    MeetingNotRunning,
    MeetingOver,
    NothingToInvite,
    PlaceNeeded,
    UnknownZone,
    UnusableLink,
)
from kenes.meetings.forms.meetings import DocumentsForm
from kenes.meetings.models import Attendance, Meeting, SpeakingTime
from kenes.meetings.queries.attendance import shown_attended
from kenes.meetings.tasks import tick
from kenes.record.models import Entry
from tests import factories
from tests.factories import text
from tests.meetings.meeting_scenes import asked, at, called, entered, notices_to, running, two_sides, url, with_items

pytestmark = pytest.mark.django_db


def changed(by: Member, meeting: Meeting, **fields: object) -> Meeting:
    names = ("title", "about", "starts_at", "ends_at", "timezone", "place", "link", "attribution", "is_public")
    return change_meeting(by=by, meeting=meeting, **{name: getattr(meeting, name) for name in names} | fields)


def test_everybody_who_serves_is_invited_and_told() -> None:
    council, seats = two_sides()
    waiting = factories.member(council)
    Member.objects.filter(pk=waiting.pk).update(state=Member.State.INVITED)

    meeting = called(seats["secretary a"])

    assert meeting.attendances.count() == len(seats)
    assert "meeting.called" in notices_to(seats["b3"])
    assert notices_to(waiting) == []
    assert SearchDocument.objects.get(ref=meeting.ref).visible_to == "public"


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"ends_at": clock.now()}, BadTimes, "ends_at"),
        ({"starts_at": clock.now() - timedelta(days=1), "ends_at": clock.now() + timedelta(hours=1)}, InThePast, "starts_at"),
        ({"timezone": "Asia/Nowhere"}, UnknownZone, "timezone"),
        ({"link": "javascript:alert(1)"}, UnusableLink, "link"),
        ({"link": "", "place": text("")}, PlaceNeeded, "place"),
        ({"attribution": "closed"}, ClosedIsNotPublic, "is_public"),
    ],
)
def test_a_meeting_that_cannot_be_held_is_refused_where_it_is_wrong(
    secretary: Member, fields: dict[str, object], refusal: type[KenesError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        called(secretary, **fields)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_members_call_no_meeting(member: Member) -> None:
    with pytest.raises(NotAllowed):
        called(member)


def test_a_moved_meeting_moves_its_programme_and_its_calendar_entry(secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    items = with_items(meeting, member)
    day = timedelta(days=1)

    moved = changed(secretary, meeting, starts_at=meeting.starts_at + day, ends_at=meeting.ends_at + day)
    items[1].refresh_from_db()

    assert (moved.sequence, items[1].starts_at) == (1, meeting.starts_at + day + timedelta(minutes=30))
    assert notices_to(member).count("meeting.changed") == 1
    assert changed(secretary, moved).sequence == 1  # nothing changed: nobody is told


def test_the_rule_of_a_meeting_stands_once_something_was_said(secretary: Member, member: Member) -> None:
    meeting = called(secretary)
    assert changed(secretary, meeting, attribution="closed", is_public=False).attribution == "closed"
    changed(secretary, meeting, attribution="open", is_public=False)
    asked(member, meeting)

    with pytest.raises(AttributionFixed):
        changed(secretary, meeting, attribution="chatham")


def test_a_cancelled_meeting_says_why_to_all_and_takes_nothing_more(secretary: Member, member: Member) -> None:
    meeting = called(secretary)

    gone = cancel_meeting(by=secretary, meeting=meeting, reason="The chair is ill")

    assert (gone.state, gone.sequence) == ("cancelled", 1)
    assert "meeting.cancelled" in notices_to(member)
    with pytest.raises(MeetingOver):
        answer_invitation(by=member, meeting=meeting, answer="coming")
    with pytest.raises(MeetingOver):
        asked(member, meeting)
    with pytest.raises(MeetingBegan):
        cancel_meeting(by=secretary, meeting=meeting, reason="Again")


def test_documents_are_for_members_unless_they_are_for_everyone(secretary: Member, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    note = SimpleUploadedFile("note.txt", b"Figures", "text/plain")

    (file,) = add_documents(by=secretary, meeting=called(secretary), uploads=[note])
    hidden = called(secretary, is_public=False)

    assert file.visible_to == "members"
    with pytest.raises(ClosedIsNotPublic):
        add_documents(by=secretary, meeting=hidden, uploads=[note], for_everyone=True)


def test_under_the_chatham_house_rule_documents_say_nothing_of_who_made_them(secretary: Member, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    meeting = called(secretary, attribution="chatham")

    (file,) = add_documents(by=secretary, meeting=meeting, uploads=[SimpleUploadedFile("by-aida.txt", b"Figures", "text/plain")])

    assert (file.name, file.owner) == ("1.txt", None)
    with pytest.raises(Traceable):
        add_documents(by=secretary, meeting=meeting, uploads=[SimpleUploadedFile("by-aida.pdf", b"%PDF-1.7 damaged")])
    for one, said in ((meeting, True), (called(secretary), False)):
        assert ("stays, whoever it names" in str(DocumentsForm(meeting=one).fields["uploads"].help_text)) == said


def test_each_secretariat_notes_only_its_own_side() -> None:
    _council, seats = two_sides()
    meeting = called(seats["secretary a"])
    place = Attendance.objects.get(meeting=meeting, member=seats["b1"])

    note_presence(by=seats["secretary b"], place=place, presence="room")
    with pytest.raises(NotAllowed):
        note_presence(by=seats["secretary a"], place=place, presence="absent")
    with pytest.raises(NotAllowed):
        note_presence(by=seats["b2"], place=place, presence="absent")

    place.refresh_from_db()
    assert place.presence == "room"


def test_who_takes_a_seat_later_is_invited_by_the_own_secretariat() -> None:
    council, seats = two_sides()
    meeting = called(seats["secretary a"])
    late = factories.member(council, side=1)

    with pytest.raises(NothingToInvite):
        invite_newcomers(by=seats["secretary a"], meeting=meeting)
    assert invite_newcomers(by=seats["secretary b"], meeting=meeting) == 1
    assert notices_to(late) == ["meeting.called"]


def test_the_clock_of_a_side_adds_up_and_stops_with_its_item() -> None:
    _council, seats = two_sides()
    desk = seats["secretary a"]
    _meeting, items = running(desk)
    start, (side_a, side_b) = clock.now(), (seats["a1"].side, seats["b1"].side)

    with at(start):
        begin_item(by=desk, item=items[0])
        let_speak(by=desk, item=items[0], side=side_a)
    with at(start, minutes=4):
        let_speak(by=desk, item=items[0], side=side_b)
    with at(start, minutes=5):
        let_speak(by=desk, item=items[0], side=side_a)
    with at(start, minutes=7):
        begin_item(by=desk, item=items[1])  # the first one ends, and its clock

    spoken = dict(SpeakingTime.objects.values_list("side", "seconds"))
    items[0].refresh_from_db()
    assert spoken == {side_a.pk: 360, side_b.pk: 60}
    assert items[0].ended_at == start + timedelta(minutes=7)
    with pytest.raises(ItemNotRunning):
        let_speak(by=desk, item=items[0], side=side_a)
    with at(start, minutes=9):
        assert begin_item(by=desk, item=items[0]).ended_at is None  # gone back to
        end_item(by=desk, item=items[0])


def test_a_meeting_runs_once_and_closes_all_clocks(secretary: Member) -> None:
    meeting, items = running(secretary)
    begin_item(by=secretary, item=items[0])
    let_speak(by=secretary, item=items[0], side=secretary.side)
    with pytest.raises(MeetingOver):
        begin_meeting(by=secretary, meeting=meeting)

    closed = close_meeting(by=secretary, meeting=meeting)

    items[0].refresh_from_db()
    assert (closed.state, closed.speaking_side, closed.speaking_since) == ("held", None, None)
    assert items[0].ended_at is not None
    with pytest.raises(MeetingNotRunning):
        close_meeting(by=secretary, meeting=meeting)
    with pytest.raises(MeetingNotRunning):
        begin_item(by=secretary, item=items[1])


def test_who_came_is_counted_once_and_small_cells_are_withheld(council: Council, secretary: Member) -> None:
    crowd = [*factories.members(council, 9, region="KZ-75"), *factories.members(council, 2, region="KZ-55")]
    meeting = begin_meeting(by=secretary, meeting=called(secretary), early=True)
    came = {member.pk for member in [*crowd[:6], crowd[9]]}
    for place in meeting.attendances.select_related("member"):
        note_presence(by=secretary, place=place, presence="room" if place.member_id in came else "absent")

    closed = close_meeting(by=secretary, meeting=meeting)

    cells = {cell.name: (cell.came, cell.of) for cell in shown_attended(closed) if cell.kind == "region"}
    assert not {(6, 9), (1, 2)} & set(cells.values())  # with all, the one tells of the other
    whole = next(cell for cell in shown_attended(closed) if cell.kind == "all")
    assert (whole.came, whole.of) == (7, 12)
    entry = json.loads(Entry.objects.get(type="meeting.closed").body)
    assert len(entry["details"]["attended"]) == len(closed.attended)


@pytest.mark.parametrize("rule", ["chatham", "closed"])
def test_under_a_rule_the_record_names_nobody_and_no_hour(secretary: Member, rule: str) -> None:
    meeting = begin_meeting(by=secretary, meeting=called(secretary, attribution=rule, is_public=False), early=True)
    close_meeting(by=secretary, meeting=meeting)

    bodies = [json.loads(entry.body) for entry in Entry.objects.filter(object=meeting.ref)]
    assert [body["type"] for body in bodies] == ["meeting.called", "meeting.began", "meeting.closed"]
    assert {body["actor"] for body in bodies} == {""}
    assert {len(body["utc"]) for body in bodies} == {len("2026-11-26")}
    assert bodies[-1]["details"]["attended"] == []


def test_who_may_come_is_reminded_a_day_before_once(secretary: Member, member: Member) -> None:
    other = factories.member(secretary.council)
    meeting = called(secretary)
    answer_invitation(by=other, meeting=meeting, answer="not_coming")

    for hours in (-30, -20, -10):
        with at(meeting.starts_at, hours=hours):
            tick()

    assert notices_to(member).count("meeting.soon") == 1
    assert "meeting.soon" not in notices_to(other)


def test_a_meeting_called_for_members_only_is_public_once_every_side_has_asked_for_it() -> None:
    council, seats = two_sides()
    one, two = seats["secretary a"], seats["secretary b"]
    meeting = called(one, is_public=False)
    page = url("publish-meeting", council, meeting.public_id)

    def shown() -> str:
        return str(re.findall(r'name="seen" value="([0-9a-f]{64})"', entered(two).get(meeting.get_absolute_url()).text)[0])

    asked_for = changed(one, meeting, is_public=True)
    assert (asked_for.is_public, asked_for.sequence) == (False, 0)
    assert "Water of the border rivers" not in Client().get(url("meetings", council)).text
    assert "Agree for your side" in entered(two).get(url("my-page", council)).text
    seen = shown()
    changed(one, asked_for, title=text("Gauges on the border rivers"))  # other words than the other side read of
    entered(two).post(page, {"seen": seen})
    assert not Meeting.objects.get().is_public
    changed(one, Meeting.objects.get(), is_public=True)
    entered(two).post(page, {"seen": shown()})

    meeting.refresh_from_db()
    assert (meeting.is_public, meeting.sequence) == (True, 2)
    assert SearchDocument.objects.get(ref=meeting.ref).visible_to == "public"
    assert "Gauges on the border rivers" in Client().get(url("meetings", council)).text
    assert not changed(two, meeting, is_public=False).is_public  # what hides it, one side does alone


def test_what_a_side_agrees_to_under_a_rule_is_entered_without_name_and_hour() -> None:
    _council, seats = two_sides()
    changed(seats["secretary a"], called(seats["secretary a"], is_public=False, attribution="chatham"), is_public=True)
    body = json.loads(Entry.objects.get(type="side.agreed").body)
    assert (body["actor"], len(body["utc"]), body["details"]["side"]) == ("", len("2026-11-26"), seats["a1"].side.ref)
