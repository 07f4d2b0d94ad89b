"""What happens by itself: documents, reminders, verdicts whose time has come."""

import logging
from datetime import timedelta

from django.db.models import Q
from django_tasks import task

from kenes.base import clock
from kenes.base.models import Job
from kenes.promotion.acts import (
    begin_documents,
    close_verdict,
    fail_documents,
    finish_documents,
    keep_document,
    remind_of_commitment,
    remind_of_dispatch,
    remind_of_verdict,
)
from kenes.promotion.acts.dispatches import DOCUMENTS, REMIND_EVERY
from kenes.promotion.acts.verdicts import REMIND_BEFORE
from kenes.promotion.documents import documents_of
from kenes.promotion.models import Commitment, Dispatch, Verdict

log = logging.getLogger(__name__)
STUCK = timedelta(minutes=15)


@task()
def make_documents(dispatch_id: int, job_id: int) -> None:
    """Make the documents of a dispatch from the content as sent. Doing it twice changes nothing."""
    dispatch = Dispatch.objects.select_related("brief__council").get(pk=dispatch_id)
    job = Job.objects.get(pk=job_id)
    if job.state == Job.State.DONE:
        return
    job.done = 0
    begin_documents(job=job)
    try:
        for document in documents_of(dispatch.content, dispatch.sent_at, f"brief-{dispatch.brief.number}"):
            keep_document(dispatch=dispatch, document=document, job=job)
        finish_documents(dispatch=dispatch, job=job)
    except Exception:
        fail_documents(job=job)
        raise


def tick() -> None:
    """Close verdicts, remind of what is overdue, and make documents that are still missing."""
    now = clock.now()
    for verdict in Verdict.objects.filter(closed_at=None, closes_at__lte=now):
        close_verdict(verdict=verdict)
    for verdict in Verdict.objects.filter(closed_at=None, reminded_at=None, closes_at__lte=now + REMIND_BEFORE):
        remind_of_verdict(verdict=verdict)
    waiting = Q(reminded_at=None) | Q(reminded_at__lte=now - REMIND_EVERY)
    for dispatch in Dispatch.objects.filter(waiting, state=Dispatch.State.SENT, due_on__lte=now.date()):
        remind_of_dispatch(dispatch=dispatch)
    for commitment in Commitment.objects.filter(waiting, claimed_done_at=None, due_on__lte=now.date()):
        remind_of_commitment(commitment=commitment)
    retry_documents()


def retry_documents() -> None:
    """Queue documents again whose job failed, or was lost with its worker."""
    old = clock.now() - STUCK
    unfinished = [Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED]
    for job in Job.objects.filter(name=DOCUMENTS, state__in=unfinished, created_at__lte=old).exclude(started_at__gte=old):
        dispatch = Dispatch.objects.filter(public_id=job.subject.partition("/")[2]).first()
        if dispatch:
            make_documents.enqueue(dispatch.pk, job.pk)
