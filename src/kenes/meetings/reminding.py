"""What the clock does for meetings: batches are let out, people are reminded of meetings and tasks."""

from datetime import timedelta

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import attempt
from kenes.meetings.acts.meetings import remind_of_meeting
from kenes.meetings.acts.questions import release_questions
from kenes.meetings.acts.tasks import remind_of_task
from kenes.meetings.models import Meeting, Task

BEFORE = timedelta(days=1)
DAYS_BEFORE = 3  # an owner is reminded of a task once, before its day


def release_batches() -> None:
    """Let out the questions that wait for others, a batch a slot, one transaction a meeting."""
    rows = Meeting.objects.filter(attribution=Attribution.CHATHAM, state__in=[Meeting.State.PLANNED, Meeting.State.RUNNING])
    for meeting in rows.select_related("council"):
        attempt(release_questions, meeting=meeting)


def remind_of_meetings() -> None:
    """Tell those who may come that a meeting begins within a day, once."""
    now = clock.now()
    near = Meeting.objects.filter(state=Meeting.State.PLANNED, starts_at__gt=now, starts_at__lte=now + BEFORE, reminded_at__isnull=True)
    for meeting in near.filter(created_at__lt=now - BEFORE).select_related("council"):
        attempt(remind_of_meeting, meeting=meeting)


def remind_of_tasks() -> None:
    """Tell owners that the day of a task is near, or past, once."""
    by = (clock.now() + timedelta(days=DAYS_BEFORE)).date()
    due = Task.objects.filter(state=Task.State.OPEN, due_on__lte=by, reminded_at__isnull=True)
    for task in due.select_related("owner", "council"):
        attempt(remind_of_task, task=task)
