"""Whether an analysis is needed, how far one is, and whether it may run. Cheap: asked every minute."""

from datetime import timedelta

from kenes.base import clock
from kenes.base.models import Job
from kenes.deliberation.models import Deliberation, Vote
from kenes.deliberation.rules import ANALYSE_EVERY, INLINE_MOST

ANALYSIS, RESULTS = "deliberation.analysis", "deliberation.results"  # names of jobs
STUCK = timedelta(minutes=15)  # lost with its worker: queued again
REST = 10  # an analysis that took long rests this many times as long


def is_due(deliberation: Deliberation) -> bool:
    """Whether voting is over and the results are still to come."""
    over = bool(deliberation.closes_at and deliberation.closes_at <= clock.now())
    return deliberation.state == Deliberation.State.OPEN and over


def is_large(deliberation: Deliberation) -> bool:
    """Whether there are so many votes that results are worked out in the background."""
    votes = Vote.objects.filter(statement__deliberation=deliberation).order_by()
    return votes[INLINE_MOST : INLINE_MOST + 1].exists()


def has_new_votes(deliberation: Deliberation) -> bool:
    """Whether as many people as the threshold answered something since the last analysis: by the key of the newest vote, so that a
    vote writes nothing more.

    Of fewer, the order in which statements are asked next would tell what they answered. An answer that is only changed keeps its
    key; it is seen with the next new ones, and at closing everything is read again.
    """
    last = deliberation.computations.order_by("-pk").values_list("last_vote", flat=True).first() or 0
    new = Vote.objects.filter(pk__gt=last, statement__deliberation=deliberation).order_by()
    least = deliberation.council.threshold
    return len(new.values_list("participant_id", flat=True).distinct()[:least]) >= least


def may_run(job: Job, *, asked: bool = False) -> bool:
    """Whether a job may be queued again: lost ones and (at once where a person asks) failed ones; a finished one after a rest."""
    now = clock.now()
    if job.state in (Job.State.WAITING, Job.State.RUNNING):
        return now - (job.started_at or job.created_at) >= STUCK
    ended = job.ended_at or now
    took = ended - (job.started_at or ended)
    return asked or now - ended >= max(ANALYSE_EVERY, took * REST)


def results_job(deliberation: Deliberation) -> Job | None:
    """Return the job that works out the results, if there is one."""
    return Job.objects.filter(subject=deliberation.ref, name=RESULTS).first()
