"""A meeting's course: begun, closed or called off; items begun and ended; which side speaks."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import act
from kenes.base.permissions import require
from kenes.councils import checks
from kenes.councils.models import Member, Side
from kenes.meetings.acts.agenda_lock import ask_about_agenda_no_more
from kenes.meetings.acts.entering import enter, show_anew
from kenes.meetings.acts.meetings import invited, locked, told_of
from kenes.meetings.acts.publicity import ask_to_publish_no_more
from kenes.meetings.acts.questions import end_questions
from kenes.meetings.acts.topic_batches import give_topics_back
from kenes.meetings.errors import ItemNotRunning, MeetingBegan, MeetingNotRunning, NotOfThisMeeting, TooEarly
from kenes.meetings.models import AgendaItem, Attendance, Meeting, SpeakingTime
from kenes.meetings.queries.attendance import attended
from kenes.notices.acts import tell

DAY = timedelta(days=1)


@act
def begin_meeting(*, by: Member, meeting: Meeting, early: bool = False) -> Meeting:
    """Begin the meeting: its live page is open. `early`: whoever begins it knows that it is planned for another day."""
    require("meetings.run", by, meeting)
    meeting = locked(meeting, Meeting.State.PLANNED)
    if is_early(meeting) and not early:
        raise TooEarly
    meeting.state, meeting.began_at = Meeting.State.RUNNING, clock.now()
    meeting.save(update_fields=["state", "began_at"])
    show_anew(meeting)
    give_topics_back(meeting)
    ask_about_agenda_no_more(meeting)
    enter(meeting, "meeting.began", meeting.ref, by=by, details={"number": meeting.number})
    awaited = meeting.attendances.exclude(answer=Attendance.Answer.NOT_COMING).values_list("member__user_id", flat=True)
    tell(awaited, "meeting.began", meeting.ref, council=meeting.council.public_id, details={"number": meeting.number})
    return meeting


@act
def close_meeting(*, by: Member, meeting: Meeting) -> Meeting:
    """Close the meeting: clocks stop, and who came is counted once, by side and region, through the gate."""
    require("meetings.run", by, meeting)
    meeting = locked(meeting, Meeting.State.RUNNING, refusal=MeetingNotRunning)
    now = clock.now()
    stop_clock(meeting, now)
    AgendaItem.objects.filter(agenda__meeting=meeting, began_at__isnull=False, ended_at__isnull=True).update(ended_at=now)
    meeting.state, meeting.closed_at = Meeting.State.HELD, now
    meeting.attended = attended(meeting) if meeting.attribution == Attribution.OPEN else []
    meeting.save(update_fields=["state", "closed_at", "attended"])
    end_questions(meeting)
    ask_to_publish_no_more(meeting)
    show_anew(meeting)
    enter(meeting, "meeting.closed", meeting.ref, by=by, details={"number": meeting.number, "attended": counted(meeting.attended)})
    return meeting


@act
def cancel_meeting(*, by: Member, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off, with a reason that everybody invited reads."""
    require("meetings.call", by, meeting)
    reason = checks.needed(reason, "reason")
    meeting = locked(meeting, Meeting.State.PLANNED, refusal=MeetingBegan)
    meeting.state, meeting.reason, meeting.sequence, meeting.changed_at = (
        Meeting.State.CANCELLED,
        reason,
        meeting.sequence + 1,
        clock.now(),
    )
    meeting.save(update_fields=["state", "reason", "sequence", "changed_at"])
    give_topics_back(meeting)  # first: it waits for who holds what is held, and they may wait for the record
    end_questions(meeting)
    ask_to_publish_no_more(meeting)
    show_anew(meeting)
    ask_about_agenda_no_more(meeting)
    enter(meeting, "meeting.cancelled", meeting.ref, by=by, details={"number": meeting.number}, sealed={"reason": reason})
    told = told_of(meeting) | {"reason": reason}
    tell(invited(meeting), "meeting.cancelled", meeting.ref, council=meeting.council.public_id, details=told)
    return meeting


@act
def begin_item(*, by: Member, item: AgendaItem) -> AgendaItem:
    """Begin an item, or go back to it; the one before it, of the same track, ends."""
    meeting, item = in_the_room(by, item)
    now = clock.now()
    before = AgendaItem.objects.filter(agenda=item.agenda_id, track=item.track, began_at__isnull=False, ended_at__isnull=True)
    ended = list(before.exclude(pk=item.pk))
    if meeting.speaking_item_id in {row.pk for row in ended}:
        stop_clock(meeting, now)
    before.exclude(pk=item.pk).update(ended_at=now)
    item.began_at, item.ended_at = item.began_at or now, None
    item.save(update_fields=["began_at", "ended_at"])
    show_anew(meeting)
    enter(meeting, "meeting.item_began", meeting.ref, by=by, details={"item": item.ref, "place": item.order})
    return item


@act
def end_item(*, by: Member, item: AgendaItem) -> AgendaItem:
    """End an item."""
    meeting, item = in_the_room(by, item)
    if item.began_at is None or item.ended_at is not None:
        raise ItemNotRunning
    now = clock.now()
    if meeting.speaking_item_id == item.pk:
        stop_clock(meeting, now)
    item.ended_at = now
    item.save(update_fields=["ended_at"])
    show_anew(meeting)
    enter(meeting, "meeting.item_ended", meeting.ref, by=by, details={"item": item.ref, "place": item.order})
    return item


@act
def let_speak(*, by: Member, item: AgendaItem, side: Side | None) -> Meeting:
    """Note which side speaks on an item from now on, or that none does. The clock of the one before stops."""
    meeting, item = in_the_room(by, item)
    if item.began_at is None or item.ended_at is not None:
        raise ItemNotRunning
    if side is not None and side.council_id != meeting.council_id:
        raise NotOfThisMeeting
    now = clock.now()
    stop_clock(meeting, now)
    if side is not None:
        meeting.speaking_item, meeting.speaking_side, meeting.speaking_since = item, side, now
        meeting.save(update_fields=["speaking_item", "speaking_side", "speaking_since"])
    show_anew(meeting)
    return meeting


def is_early(meeting: Meeting) -> bool:
    """Return whether a meeting is planned more than a day from now: to begin it would end what its members still prepare."""
    return meeting.state == Meeting.State.PLANNED and meeting.starts_at - clock.now() > DAY


def counted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the table of who came as the record keeps it: the same cells as pages show, no more."""
    return [{name: row[name] for name in ("kind", "id", "state", "n", "counts")} for row in rows]


def in_the_room(by: Member, item: AgendaItem) -> tuple[Meeting, AgendaItem]:
    """Return the meeting under way, locked, and the item of its agenda as it is now."""
    meeting = item.agenda.meeting
    require("meetings.run", by, meeting)
    meeting = locked(meeting, Meeting.State.RUNNING, refusal=MeetingNotRunning)
    return meeting, AgendaItem.objects.select_related("agenda").get(pk=item.pk)


def stop_clock(meeting: Meeting, now: datetime) -> None:
    """Add what the speaking side has used to its time on the item."""
    if meeting.speaking_since and meeting.speaking_item_id and meeting.speaking_side_id:
        seconds = max(0, round((now - meeting.speaking_since).total_seconds()))
        spoken, _new = SpeakingTime.objects.get_or_create(item_id=meeting.speaking_item_id, side_id=meeting.speaking_side_id)
        SpeakingTime.objects.filter(pk=spoken.pk).update(seconds=F("seconds") + seconds)
    meeting.speaking_item = meeting.speaking_side = meeting.speaking_since = None
    meeting.save(update_fields=["speaking_item", "speaking_side", "speaking_since"])
