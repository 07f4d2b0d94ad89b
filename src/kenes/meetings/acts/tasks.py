"""Tasks: decisions of a meeting, and what became of a suggestion. Each has an owner and a day."""

from datetime import date
from typing import Any

from django.db.models import Max

from kenes.attribution.models import Attribution
from kenes.base import clock, search
from kenes.base.act import act
from kenes.base.errors import Invalid
from kenes.base.permissions import require
from kenes.base.text import Text
from kenes.councils import checks
from kenes.councils.models import Council, Member
from kenes.meetings.acts.entering import enter, show_anew
from kenes.meetings.acts.questions import decided, waiting
from kenes.meetings.errors import InThePast, NotASuggestion, NotOfThisCouncil, TaskClosed
from kenes.meetings.models import Meeting, Question, Task
from kenes.meetings.queries.questions import WAITS
from kenes.notices.acts import tell

MOST = 5000  # a decision is as long as its paragraph of the minutes


@act
def become_task(*, by: Member, question: Question, owner: Member, due_on: date, text: Text | None = None) -> Task:
    """Make a task of a suggestion for the council's own work, in its words or in others; its author and the owner are told."""
    require("meetings.open_task", by, question.meeting)
    question = waiting(question, *WAITS, Question.State.ANSWERED)
    if question.type != Question.Kind.SUGGESTION:
        raise NotASuggestion
    if Task.objects.filter(question=question).exists():
        raise TaskClosed
    responsible(by, owner, due_on)
    words = text or question.text
    task = open_task(by=by, meeting=question.meeting, type=Task.Kind.TASK, text=words, owner=owner, due_on=due_on, question=question)
    question.assigned_to, question.state = owner, Question.State.ASSIGNED
    decided(question, by, "meeting_question.became_task", details={"task": task.ref, "task_number": task.number})
    return task


@act
def open_task(
    *, by: Member, meeting: Meeting, type: str, text: Text, owner: Member, due_on: date, question: Question | None = None
) -> Task:
    """Keep what is to be done, by whom and by when. Decisions come from the minutes, once every side has confirmed them: what was
    agreed is kept even where its day has passed meanwhile."""
    require("meetings.open_task", by, meeting)
    if type not in Task.Kind:
        raise Invalid(field="type")
    council = Council.objects.select_for_update(no_key=True).get(pk=meeting.council_id)
    if owner.council_id != council.pk:
        raise NotOfThisCouncil(field="owner")
    task = Task.objects.create(
        council=council,
        meeting=meeting,
        number=(Task.objects.filter(council=council).aggregate(n=Max("number"))["n"] or 0) + 1,
        type=type,
        text=checks.prose(text, "text", most=MOST),
        question=question,
        owner=owner,
        due_on=due_on,
        created_at=clock.now(),
    )
    if meeting.attribution != Attribution.CLOSED:
        search.index(task, council=council.public_id, title=task.text)
    show_anew(meeting)
    details = about(task) | {"kind": type, "owner": owner.ref, "meeting": meeting.ref}
    enter(meeting, "task.opened", task.ref, by=by, details=details, sealed={"text": task.text.original_text})
    tell([owner.user_id], "task.yours", task.ref, council=council.public_id, details=about(task))
    return task


@act
def move_task(*, by: Member, task: Task, owner: Member, due_on: date, reason: str) -> Task:
    """Give a task to another owner or another day, with a reason."""
    require("meetings.open_task", by, task)
    reason = checks.needed(reason, "reason")
    task = locked_task(task)
    responsible(by, owner, due_on)
    before = task.owner
    task.owner, task.due_on, task.reminded_at = owner, due_on, None
    task.save(update_fields=["owner", "due_on", "reminded_at"])
    show_anew(task.meeting)
    enter(task.meeting, "task.moved", task.ref, by=by, details=about(task) | {"owner": owner.ref}, sealed={"reason": reason})
    concerned = {owner.user_id, before.user_id if before else None}
    tell(concerned, "task.moved", task.ref, council=task.council.public_id, details=about(task) | {"reason": reason})
    return task


@act
def close_task(*, by: Member, task: Task, outcome: Text) -> Task:
    """Say what was done: its owner, or the secretariat."""
    require("meetings.close_task", by, task)
    return shut(by, task, Task.State.DONE, outcome, "task.done")


@act
def drop_task(*, by: Member, task: Task, reason: Text) -> Task:
    """No longer do what was to be done, and say why. Only the secretariat does."""
    require("meetings.open_task", by, task)
    return shut(by, task, Task.State.DROPPED, reason, "task.dropped")


def shut(by: Member, task: Task, state: Task.State, outcome: Text, type: str) -> Task:
    outcome = checks.prose(outcome, "outcome", most=2000)
    task = locked_task(task)
    task.state, task.outcome, task.closed_at = state, outcome, clock.now()
    task.save(update_fields=["state", "outcome", "closed_at"])
    show_anew(task.meeting)
    enter(task.meeting, type, task.ref, by=by, details=about(task) | {"kind": task.type}, sealed={"outcome": outcome.original_text})
    author = task.question.author if task.question else None
    concerned = {task.owner.user_id if task.owner else None, author.user_id if author else None} - {by.user_id}
    tell(concerned, type, task.ref, council=task.council.public_id, details=about(task) | {"outcome": outcome.original_text[:300]})
    return task


@act
def remind_of_task(*, task: Task) -> None:
    """Bring a task to its owner's mind, once."""
    Task.objects.filter(pk=task.pk).update(reminded_at=clock.now())
    owner = task.owner.user_id if task.owner else None
    tell([owner], "task.due", task.ref, council=task.council.public_id, details=about(task))


def responsible(by: Member, owner: Member, due_on: date) -> None:
    """Refuse an owner who cannot carry it out, and a day that has passed."""
    if owner.council_id != by.council_id or not owner.is_active:
        raise NotOfThisCouncil(field="owner")
    if due_on < clock.today(by.side.timezone):
        raise InThePast(field="due_on")


def about(task: Task) -> dict[str, Any]:
    return {"number": task.number, "due_on": task.due_on.isoformat()}


def locked_task(task: Task) -> Task:
    """Return an open task as it is now, its row locked."""
    whole = Task.objects.select_for_update(of=("self",), no_key=True)
    fresh = whole.select_related("council", "owner", "meeting__council", "question__author").get(pk=task.pk)
    if fresh.state != Task.State.OPEN:
        raise TaskClosed
    return fresh
