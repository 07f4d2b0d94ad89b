"""Who comes, and who came. Single answers never enter the record: it holds how many came, once the meeting is closed."""

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import act
from kenes.base.errors import Invalid, NotFound
from kenes.base.ids import new_token, token_hash
from kenes.base.permissions import require
from kenes.councils.models import Member
from kenes.meetings.acts.entering import enter
from kenes.meetings.acts.meetings import invite, locked, told_of
from kenes.meetings.errors import NothingToInvite
from kenes.meetings.models import Attendance, CalendarLink, Meeting
from kenes.notices.acts import tell


@act
def answer_invitation(*, by: Member, meeting: Meeting, answer: str) -> Attendance:
    """Say whether one comes, takes part online, or does not. The last answer counts, until the meeting is closed."""
    require("meetings.answer_invitation", by, meeting)
    if answer not in Attendance.Answer or answer == Attendance.Answer.NONE:
        raise Invalid(field="answer")
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    place = Attendance.objects.filter(meeting=meeting, member=by).first()
    if place is None:  # a seat taken after the meeting was called
        if meeting.attribution == Attribution.CLOSED and not by.moderates:
            raise NotFound  # to a closed one nobody invites themselves
        invite(meeting, [by])
        place = Attendance.objects.get(meeting=meeting, member=by)
    place.answer = answer
    place.save(update_fields=["answer"])
    return place


@act
def invite_newcomers(*, by: Member, meeting: Meeting) -> int:
    """Invite the seats of one's own side that were taken after the meeting was called; return how many."""
    require("meetings.call", by, meeting)
    meeting = locked(meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    known = meeting.attendances.values("member_id")
    seats = list(Member.objects.serving().filter(council=meeting.council, side=by.side_id).exclude(pk__in=known))
    if not seats:
        raise NothingToInvite
    invite(meeting, seats)
    enter(meeting, "meeting.invited", meeting.ref, by=by, details={"number": meeting.number, "n": len(seats)})
    council = meeting.council.public_id
    tell([seat.user_id for seat in seats], "meeting.called", meeting.ref, council=council, details=told_of(meeting))
    return len(seats)


@act
def note_presence(*, by: Member, place: Attendance, presence: str) -> Attendance:
    """Note who is in the room, online or absent: each secretariat for its own side, until the meeting is closed."""
    require("meetings.manage_attendance", by, place.member)
    if presence not in Attendance.Presence:
        raise Invalid(field="presence")
    locked(place.meeting, Meeting.State.PLANNED, Meeting.State.RUNNING)
    place = Attendance.objects.select_for_update(of=("self",)).select_related("member").get(pk=place.pk)
    place.presence = presence
    place.save(update_fields=["presence"])
    return place


@act
def make_calendar_link(*, by: Member) -> str:
    """Make the member's private calendar address, and return its token: it is shown once. An earlier one opens nothing any more."""
    token = new_token()
    CalendarLink.objects.update_or_create(member=by, defaults={"token_hash": token_hash(token), "created_at": clock.now()})
    return token


@act
def end_calendar_link(*, by: Member) -> None:
    """Let the private calendar address open nothing any more."""
    CalendarLink.objects.filter(member=by).delete()
