"""What meetings ask of a member: an answer to an invitation, an answer to a question, a task carried out."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from kenes.base.dates import long_day
from kenes.base.labels import clip
from kenes.councils.models import Member
from kenes.councils.zones import deadline
from kenes.meetings.models import Attendance, Minutes, Task
from kenes.meetings.queries.meetings import places_waiting, under_way
from kenes.meetings.queries.minutes import to_agree
from kenes.meetings.queries.questions import due_for, given_to, today_of, waiting_at
from kenes.site.queries.cards import Asked, address, minutes

MOST_TASKS = 5  # on one page; the next come when these are done


def running_meetings(member: Member) -> list[Asked]:
    """Meetings that are held now."""
    return [
        Asked(
            _("The meeting is under way"),
            clip(str(meeting.title)),
            "",
            address("live", member.council, meeting.public_id),
            _("Open the live page"),
            meeting.starts_at,
        )
        for meeting in under_way(member)
    ]


def invitations(member: Member) -> list[Asked]:
    """Meetings that the member has not said anything about: one tap is enough."""
    answers = tuple((value, str(label)) for value, label in Attendance.Answer.choices if value != Attendance.Answer.NONE)
    return [
        Asked(
            _("Do you come?"),
            clip(str(place.meeting.title)),
            deadline(place.meeting.starts_at, member),
            address("meeting-answer", member.council, place.meeting.public_id),
            _("Look at the meeting"),
            place.meeting.starts_at,
            answers,
            address("meeting", member.council, place.meeting.public_id),
        )
        for place in places_waiting(member)
    ]


def given_questions(member: Member) -> list[Asked]:
    """Questions of other members that this one was given to answer."""
    return [
        Asked(
            _("Answer a question"),
            clip(str(question.text)),
            minutes(5),
            address("question", member.council, question.meeting.public_id, question.public_id),
            pgettext("button", "Answer"),
            question.meeting.ends_at,
        )
        for question in given_to(member)
    ]


def own_tasks(member: Member) -> list[Asked]:
    """Tasks and decisions that the member carries out, the nearest day first."""
    return [task_card(task, member) for task in due_for(member)[:MOST_TASKS]]


def task_card(task: Task, member: Member) -> Asked:
    late = task.due_on < today_of(member)
    verb = _("Overdue: say what came of it") if late else _("Carry out, and say what came of it")
    day = datetime.combine(task.due_on, time(12), tzinfo=UTC)
    label = _("Say what came of it")
    return Asked(verb, clip(str(task.text)), due_words(task), address("task", member.council, task.public_id), label, day)


def due_words(task: Task) -> str:
    return _("until %(moment)s") % {"moment": long_day(task.due_on)}


def open_questions(member: Member) -> list[Asked]:
    """Questions that nobody has decided about, a card a meeting."""
    return [
        Asked(
            ngettext("%(count)d question waits", "%(count)d questions wait", waiting) % {"count": waiting},
            clip(str(title)),
            minutes(min(2 * waiting, 90)),
            f"{address('meeting-questions', member.council, public_id)}?state=open",
            _("Look at them"),
        )
        for public_id, title, waiting in waiting_at(member.council)
    ]


def minutes_to_agree(member: Member) -> list[Asked]:
    """Minutes that wait for the member's side: paragraphs to agree to, or the whole to confirm at home."""
    return [
        Asked(
            _("Confirm the minutes for your side") if row.state == Minutes.State.AD_REFERENDUM else _("Agree to the minutes for your side"),
            clip(str(row.meeting.title)),
            minutes(10),
            address("minutes", member.council, row.meeting.public_id),
            _("Read and decide"),
        )
        for row in to_agree(member)
    ]
