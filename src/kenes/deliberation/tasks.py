"""What happens by itself: voting closes on time, votes are analysed, results are let out, people are reminded once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django_tasks import task

from kenes.attribution.models import Attribution
from kenes.base import clock
from kenes.base.act import attempt
from kenes.base.models import Job
from kenes.councils.models import Member
from kenes.deliberation.acts import (
    begin_job,
    close_deliberation,
    end_job,
    keep_analysis,
    move_on,
    release_results,
    release_statements,
    start_analysis,
    start_results,
)
from kenes.deliberation.acts.shared import inform
from kenes.deliberation.analysis import Stopped, Tell, analyse, nobody, results_of, weights_of
from kenes.deliberation.errors import NotClosedYet, VotesChanged, VotingClosed
from kenes.deliberation.models import Deliberation, Participant
from kenes.deliberation.queries.analyses import ANALYSIS, has_new_votes, is_due, is_large, may_run
from kenes.deliberation.rules import BATCH_EVERY
from kenes.notices.models import Notice

log = logging.getLogger(__name__)
REMIND_BEFORE = timedelta(hours=24)
TRIES = 3  # votes that were on their way when voting ended have arrived by then


@task()
def analyse_votes(deliberation_id: int, job_id: int) -> None:
    """Analyse the votes of an open deliberation. Doing it twice changes nothing."""
    deliberation = Deliberation.objects.select_related("council").get(pk=deliberation_id)

    def work(tell: Tell) -> None:
        found = analyse(deliberation, tell)
        keep_analysis(deliberation=deliberation, found=found, weights=weights_of(found))

    carry_out(job_id, work)


@task()
def work_out_results(deliberation_id: int, job_id: int) -> None:
    """Work out the results of a vote whose time is over, then close it with them. Doing it twice closes it once."""
    deliberation = Deliberation.objects.select_related("council").get(pk=deliberation_id)
    carry_out(job_id, lambda tell: conclude(None, deliberation, tell))


def conclude(by: Member | None, deliberation: Deliberation, tell: Tell = nobody) -> None:
    """Work out the results of a vote whose time is over, then close it with them: no vote anywhere waits meanwhile.

    A vote that somebody else closed in between stays as it is.
    """
    for left in reversed(range(TRIES)):
        deliberation.refresh_from_db(fields=["state", "released"])
        found = results_of(deliberation, final=True, tell=tell) if is_due(deliberation) else None  # else refused at once
        try:
            close_deliberation(by=by, deliberation=deliberation, found=found)
        except VotesChanged:
            if not left:
                raise
        except VotingClosed:
            return
        else:
            return


def carry_out(job_id: int, work: Callable[[Tell], object]) -> None:
    """Do a job if it still waits: tell how far it is, stop where somebody asks to, say how it ended."""
    if not begin_job(job_id=job_id):
        return

    told = 0

    def tell(done: int) -> None:
        nonlocal told
        if done != told and move_on(job_id=job_id, done=done):
            raise Stopped
        told = done

    try:
        work(tell)
    except Stopped:
        end_job(job_id=job_id, state=Job.State.CANCELLED)
    except Exception as error:
        end_job(job_id=job_id, state=Job.State.FAILED, message=type(error).__name__)
        raise
    else:
        end_job(job_id=job_id, state=Job.State.DONE)


def tick() -> None:
    """Close what is due, analyse what has new votes, release what may be released, remind those who have not answered anything yet."""
    now = clock.now()
    for deliberation in Deliberation.objects.filter(state=Deliberation.State.OPEN, closes_at__lte=now):
        attempt(close, deliberation=deliberation)
    running = Deliberation.objects.filter(state=Deliberation.State.OPEN, closes_at__gt=now).select_related("council")
    for deliberation in running.filter(attribution=Attribution.CHATHAM):
        attempt(release_statements, deliberation=deliberation)
    for deliberation in running:
        job = Job.objects.filter(subject=deliberation.ref, name=ANALYSIS).first()
        if (job is None or may_run(job)) and has_new_votes(deliberation):
            start_analysis(deliberation=deliberation)
    release_batches(running, now)
    for deliberation in running.filter(closes_at__lte=now + REMIND_BEFORE, opened_at__lte=now - REMIND_BEFORE):
        if not Notice.objects.filter(object=deliberation.ref, kind="deliberation.reminder").exists():
            silent = Participant.objects.filter(deliberation=deliberation, votes__isnull=True, member__state="active")
            inform(deliberation, list(silent.values_list("member__user_id", flat=True)), "deliberation.reminder")


def close(deliberation: Deliberation) -> None:
    """Close a vote whose time is over: at once, or, where there are many votes, when the background has worked out the results."""
    if not is_large(deliberation):
        conclude(None, deliberation)
        return
    try:
        start_results(by=None, deliberation=deliberation)
    except NotClosedYet:
        return  # somebody was faster


def release_batches(running: QuerySet[Deliberation], now: datetime) -> None:
    for deliberation in running.filter(results=Deliberation.Results.IN_BATCHES, opened_at__lte=now - BATCH_EVERY):
        last = deliberation.releases.order_by("-number").first()
        if last is None or last.created_at <= now - BATCH_EVERY:
            attempt(release_results, by=None, deliberation=deliberation)
