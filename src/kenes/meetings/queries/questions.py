"""Reading questions and suggestions, and the tasks that came of them and of decisions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kenes.base import clock, search
from kenes.base.text import Text, fold
from kenes.councils.models import Council, Member
from kenes.councils.queries import seats
from kenes.meetings.models import Meeting, Question, Support, Task
from kenes.meetings.queries.closed import hidden_from

WAITS = (Question.State.OPEN, Question.State.ASSIGNED)


def questions_of(
    meeting: Meeting, reader: Member, *, state: str = "", type: str = "", q: str = "", mine: bool = False
) -> QuerySet[Question]:
    """Return a meeting's questions, those that most members support first. Each has `wanted` (how many) and `own` (the reader's)."""
    rows = Question.objects.filter(meeting=meeting)
    if state in Question.State:
        rows = rows.filter(state=state)
    if type in Question.Kind:
        rows = rows.filter(type=type)
    if mine:
        rows = rows.filter(author=reader)
    if q:
        rows = rows.filter(pk__in=found_in(meeting, q))
    return supported(rows, reader).order_by("-wanted", "number")


def found_in(meeting: Meeting, q: str) -> list[int]:
    """Return the ids of a meeting's questions that hold every word. Read here: a closed meeting's questions are in no index."""
    words = fold(q).split()[:8]
    texts = Question.objects.filter(meeting=meeting).values_list("pk", "text")
    return [pk for pk, text in texts if all(word in fold(text.everything()) for word in words)]


def supported(rows: QuerySet[Question], reader: Member) -> QuerySet[Question]:
    own = Support.objects.filter(question=OuterRef("pk"), member=reader)
    whole = rows.select_related("item__topic", "assigned_to", "task")
    return whole.annotate(wanted=Count("supports"), own=Exists(own))


def newest(meeting: Meeting, reader: Member, most: int) -> list[Question]:
    """Return the newest questions that wait, the latest first."""
    return list(supported(Question.objects.filter(meeting=meeting, state__in=WAITS), reader).order_by("-number")[:most])


def with_seats(questions: list[Question], council: Council) -> list[Question]:
    """Give questions their authors and those they are assigned to as seats with labels: three queries."""
    ids = {pk for row in questions for pk in (row.author_id, row.assigned_to_id) if pk}
    people = {seat.pk: seat for seat in seats(council).filter(pk__in=ids)}
    for row in questions:
        row.author = people.get(row.author_id or 0)
        row.assigned_to = people.get(row.assigned_to_id or 0)
    return questions


def question_for(council: Council, reader: Member, meeting: str, public_id: str) -> Question | None:
    """Return a question with what its page shows."""
    rows = supported(Question.objects.filter(meeting__council=council, meeting__public_id=meeting), reader)
    found = rows.select_related("item__topic", "meeting__council", "task").filter(public_id=public_id).first()
    return with_seats([found], council)[0] if found else None


def state_counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Return state -> how many, of a list of questions or tasks."""
    plain = rows.model.objects.filter(pk__in=rows.order_by().values("pk"))
    return {row["state"]: row["n"] for row in plain.order_by().values("state").annotate(n=Count("pk"))}


def waiting_at(council: Council) -> list[tuple[str, Text, int]]:
    """Return (id, title, how many) of the meetings of a council, not called off, with questions that nobody has decided about."""
    waiting = Count("questions", filter=Q(questions__state=Question.State.OPEN))
    rows = Meeting.objects.filter(council=council).exclude(state=Meeting.State.CANCELLED)
    found = rows.annotate(waiting=waiting).filter(waiting__gt=0).order_by("starts_at", "pk")
    return list(found.values_list("public_id", "title", "waiting"))


def given_to(member: Member) -> QuerySet[Question]:
    """Return the questions that a member was given to answer."""
    rows = Question.objects.filter(assigned_to=member, state=Question.State.ASSIGNED, task__isnull=True)
    return rows.select_related("meeting").order_by("decided_at")


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks is asked for."""

    state: str = ""
    type: str = ""
    q: str = ""
    mine: bool = False
    late: bool = False


def readable_tasks(council: Council, reader: Member) -> QuerySet[Task]:
    """Return the decisions and tasks that a member may see: of a closed meeting those who know of it, and their owner."""
    return Task.objects.filter(~Q(meeting__in=hidden_from(reader)) | Q(owner=reader), council=council)


def tasks_list(council: Council, reader: Member, wanted: TaskFilter) -> QuerySet[Task]:
    """Return decisions and tasks: the open ones first, by their day, then those that are closed, the latest first."""
    rows = readable_tasks(council, reader)
    if wanted.state in Task.State:
        rows = rows.filter(state=wanted.state)
    if wanted.type in Task.Kind:
        rows = rows.filter(type=wanted.type)
    if wanted.mine:
        rows = rows.filter(owner=reader)
    if wanted.late:
        rows = rows.filter(state=Task.State.OPEN, due_on__lt=today_of(reader))
    if wanted.q:
        found = search.ids(wanted.q, "task", council=council.public_id, visible_to=["public", "members"])
        rows = rows.filter(public_id__in=found)
    return rows.select_related("meeting").order_by(F("closed_at").desc(nulls_first=True), "due_on", "number")


def owners_of(tasks: list[Task], council: Council) -> list[Task]:
    """Give tasks their owners as seats with labels: three queries."""
    people = {seat.pk: seat for seat in seats(council).filter(pk__in={row.owner_id for row in tasks if row.owner_id})}
    for row in tasks:
        row.owner = people.get(row.owner_id or 0)
    return tasks


def task_for(council: Council, reader: Member, public_id: str) -> Task | None:
    """Return a task with what its page shows."""
    rows = readable_tasks(council, reader).select_related("council", "meeting__council", "question__meeting__council")
    found = rows.filter(public_id=public_id).first()
    return owners_of([found], council)[0] if found else None


def tasks_of(meeting: Meeting, *, type: str = "") -> list[Task]:
    """Return what a meeting decided, or all that it gave to somebody to do."""
    rows = Task.objects.filter(meeting=meeting).select_related("council").order_by("number")
    return owners_of(list(rows.filter(type=type) if type else rows), meeting.council)


def due_for(member: Member) -> QuerySet[Task]:
    """Return the open tasks of a member, the nearest day first."""
    return Task.objects.filter(owner=member, state=Task.State.OPEN).order_by("due_on", "number")


def today_of(member: Member) -> date:
    return clock.today(member.side.timezone)


def follow_up(meeting: Meeting, reader: Member) -> list[Task]:
    """Return what earlier meetings gave to somebody and what is still open: the next meeting asks about it."""
    rows = readable_tasks(meeting.council, reader).filter(state=Task.State.OPEN).exclude(meeting=meeting)
    earlier = rows.filter(meeting__starts_at__lt=meeting.starts_at).select_related("council", "meeting")
    return owners_of(list(earlier.order_by("due_on", "number")[:50]), meeting.council)
