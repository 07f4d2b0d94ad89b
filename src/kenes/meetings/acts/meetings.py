"""Calling a meeting, changing it, putting documents with it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import F, Max

from kenes.attribution.files import without_traces
from kenes.attribution.models import Attribution
from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.files import Upload, keep
from kenes.base.models import File
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.meetings.acts.entering import enter, show_anew
from kenes.meetings.acts.publicity import agree_that_it_is_public, ask_to_publish_no_more, shown_hash
from kenes.meetings.errors import (
    AttributionFixed,
    BadTimes,
    ClosedIsNotPublic,
    InThePast,
    MeetingBegan,
    MeetingOver,
    NamedUnderChatham,
    PlaceNeeded,
    UnknownZone,
    UnusableLink,
)
from kenes.meetings.models import Agenda, AgendaItem, Attendance, Meeting, Topic
from kenes.notices.acts import tell

MOST_DAYS = 14
MOST_FILES = 20
is_address = URLValidator(schemes=["https", "http"])


@act
def call_meeting(
    *,
    by: Member,
    title: Text,
    about: Text,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: Text,
    link: str = "",
    attribution: str = Attribution.OPEN,
    is_public: bool = True,
) -> Meeting:
    """Call a meeting and invite every seat that serves now."""
    require("meetings.call", by)
    council = Council.objects.select_for_update(no_key=True).get(pk=by.council_id)
    now = clock.now()
    facts = checked(title=title, about=about, starts_at=starts_at, ends_at=ends_at, timezone=timezone, place=place, link=link)
    if starts_at <= now:
        raise InThePast(field="starts_at")
    meeting = Meeting.objects.create(
        council=council,
        number=(Meeting.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1,
        attribution=rule(attribution, is_public),
        is_public=is_public,
        created_by=by,
        created_at=now,
        changed_at=now,
        **facts,
    )
    seats = list(Member.objects.serving().filter(council=council).select_related("side", "region"))
    invite(meeting, seats)
    index(meeting)
    enter(meeting, "meeting.called", meeting.ref, by=by, details=told_of(meeting) | {"invited": len(seats), "rule": attribution})
    tell([seat.user_id for seat in seats], "meeting.called", meeting.ref, council=council.public_id, details=told_of(meeting))
    return meeting


@act
def change_meeting(
    *,
    by: Member,
    meeting: Meeting,
    title: Text,
    about: Text,
    starts_at: datetime,
    ends_at: datetime,
    timezone: str,
    place: Text,
    link: str = "",
    attribution: str = "",
    is_public: bool = True,
) -> Meeting:
    """Change what a meeting is called, or when and where it is. Who is invited is told what moved.

    One that was called for members only is public once every side has asked for it.
    """
    require("meetings.call", by, meeting)
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    facts = checked(title=title, about=about, starts_at=starts_at, ends_at=ends_at, timezone=timezone, place=place, link=link)
    wanted = rule(attribution or meeting.attribution, is_public)
    if wanted != meeting.attribution and is_spoken(meeting):
        raise AttributionFixed(field="attribution")
    if wanted != Attribution.OPEN and Agenda.objects.filter(meeting=meeting, approvals=Agenda.Approvals.NAMED).exists():
        raise NamedUnderChatham(field="attribution")
    delay = starts_at - meeting.starts_at
    if delay and meeting.state == Meeting.State.RUNNING:
        raise MeetingBegan(field="starts_at")
    if delay and starts_at <= clock.now():
        raise InThePast(field="starts_at")
    facts |= {"attribution": wanted, "is_public": is_public and meeting.is_public}
    changed = sorted(name for name, value in facts.items() if value != getattr(meeting, name))
    wants_public = is_public and not meeting.is_public
    for name, value in facts.items():
        setattr(meeting, name, value)
    if changed:
        ask_to_publish_no_more(meeting)
    if wants_public and agree_that_it_is_public(by, meeting, shown_hash(meeting)):
        facts["is_public"] = True
        changed = publish(meeting, changed)
    if not changed:
        return meeting
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, clock.now()
    meeting.save(update_fields=[*facts, "sequence", "changed_at"])
    if delay:
        AgendaItem.objects.filter(agenda__meeting=meeting, starts_at__isnull=False).update(starts_at=F("starts_at") + delay)
    tell_changed(meeting, by, changed)
    return meeting


def tell_changed(meeting: Meeting, by: Member, changed: list[str]) -> None:
    show_anew(meeting)
    index(meeting)
    enter(meeting, "meeting.changed", meeting.ref, by=by, details=told_of(meeting) | {"changed": changed})
    tell(invited(meeting), "meeting.changed", meeting.ref, council=meeting.council.public_id, details=told_of(meeting))


@act
def publish_meeting(*, by: Member, meeting: Meeting, seen: str) -> Meeting:
    """Agree for one's side that everyone may see a meeting that was called for members only; with the last side it is public."""
    require("meetings.call", by, meeting)
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    if meeting.attribution == Attribution.CLOSED:
        raise ClosedIsNotPublic
    if meeting.is_public or not agree_that_it_is_public(by, meeting, seen):
        return meeting
    changed = publish(meeting, [])
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, clock.now()
    meeting.save(update_fields=["is_public", "sequence", "changed_at"])
    tell_changed(meeting, by, changed)
    return meeting


def publish(meeting: Meeting, changed: list[str]) -> list[str]:
    """Make a meeting public, with nothing more to be asked of the sides; return what has changed of it, with that."""
    meeting.is_public = True
    ask_to_publish_no_more(meeting)
    return sorted([*changed, "is_public"])


@act
def add_documents(*, by: Member, meeting: Meeting, uploads: Sequence[Upload], for_everyone: bool = False) -> list[File]:
    """Put files with a meeting: for members, or for everyone where the meeting is public."""
    require("meetings.call", by, meeting)
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING, Meeting.State.HELD)
    if not uploads:
        raise Invalid(field="uploads")
    if for_everyone and not meeting.is_public:
        raise ClosedIsNotPublic(field="for_everyone")
    held = File.objects.filter(subject=meeting.ref).count()
    checks.uploads(uploads, held=held, most=MOST_FILES)
    council, readers, owner = meeting.council.public_id, "public" if for_everyone else "members", by.user
    if meeting.attribution == Attribution.CHATHAM:
        uploads, owner = [without_traces(upload, n) for n, upload in enumerate(uploads, held + 1)], None
    files = [keep(upload=upload, council=council, subject=meeting.ref, owner=owner, visible_to=readers) for upload in uploads]
    show_anew(meeting)
    details = {"number": meeting.number, "n": len(files), "files": [file.sha256 for file in files]}
    enter(meeting, "meeting.documents", meeting.ref, by=by, details=details)
    tell(invited(meeting), "meeting.documents", meeting.ref, council=council, details={"number": meeting.number})
    return files


@act
def remind_of_meeting(*, meeting: Meeting) -> None:
    """Tell all who have not said that they do not come that it begins within a day, once."""
    meeting = locked(meeting, Meeting.State.PLANNED)
    meeting.reminded_at = clock.now()
    meeting.save(update_fields=["reminded_at"])
    awaited = meeting.attendances.exclude(answer=Attendance.Answer.NOT_COMING).values_list("member__user_id", flat=True)
    tell(awaited, "meeting.soon", meeting.ref, council=meeting.council.public_id, details=told_of(meeting))


def checked(*, title: Text, about: Text, starts_at: datetime, ends_at: datetime, timezone: str, place: Text, link: str) -> dict[str, Any]:
    """Return what can be kept of a meeting's facts."""
    if not timedelta() < ends_at - starts_at <= timedelta(days=MOST_DAYS):
        raise BadTimes(field="ends_at", days=MOST_DAYS)
    if timezone not in available_timezones():
        raise UnknownZone(field="timezone")
    if not place and not link:
        raise PlaceNeeded(field="place")
    if link:
        try:
            is_address(link)
        except ValidationError:
            raise UnusableLink(field="link") from None
    return {
        "title": checks.prose(title, "title", most=200),
        "about": checks.prose(about, "about") if about else about,
        "place": checks.prose(place, "place", most=300) if place else place,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "timezone": timezone,
        "link": checks.line(link, "link", most=500),
    }


def rule(attribution: str, is_public: bool) -> Attribution:
    if attribution not in Attribution:
        raise Invalid(field="attribution")
    if attribution == Attribution.CLOSED and is_public:
        raise ClosedIsNotPublic(field="is_public")
    return Attribution(attribution)


def is_spoken(meeting: Meeting) -> bool:
    """Return whether something was said at a meeting, so that its rule binds.

    Under the Chatham House Rule it always does: whoever could try whether it does already would learn when the first contribution came.
    """
    if meeting.attribution == Attribution.CHATHAM or meeting.state != Meeting.State.PLANNED:
        return True
    return meeting.questions.exists() or Topic.objects.filter(agenda__meeting=meeting).exists()


def invite(meeting: Meeting, seats: Sequence[Member]) -> None:
    """Keep a place for each of these seats, with the side and region that they have now."""
    now = clock.now()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=seat, side_id=seat.side_id, region_id=seat.region_id, invited_at=now) for seat in seats
    )


def invited(meeting: Meeting) -> list[int | None]:
    """Return the user ids of all who are invited, for notices."""
    return list(meeting.attendances.values_list("member__user_id", flat=True))


def told_of(meeting: Meeting) -> dict[str, Any]:
    """Return what notices and entries say of a meeting. Its day is that of the place."""
    return {"number": meeting.number, "starts_at": meeting.starts_at.strftime("%Y-%m-%dT%H:%MZ"), "zone": meeting.timezone}


def index(meeting: Meeting) -> None:
    """Make a meeting findable; a closed one is in no index, for not every member may know of it."""
    if meeting.attribution == Attribution.CLOSED:
        search.forget(meeting)
        return
    readers = "public" if meeting.is_public else "members"
    search.index(meeting, council=meeting.council.public_id, title=meeting.title, body=meeting.about, visible_to=readers)


def locked(meeting: Meeting, *states: Meeting.State, refusal: type[Exception] = MeetingOver) -> Meeting:
    """Return the meeting as it is now, its row locked, in one of these states."""
    fresh = Meeting.objects.select_for_update(of=("self",), no_key=True).select_related("council").get(pk=meeting.pk)
    if fresh.state not in states:
        raise refusal
    return fresh
