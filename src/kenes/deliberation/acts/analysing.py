"""The background analysis: when it runs, how far it is, and what of it is kept. Nothing of it is shown, so nothing is recorded."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import Job
from kenes.base.permissions import require
from kenes.councils.models import Member
from kenes.deliberation.acts.shared import locked
from kenes.deliberation.analysis import ALL, Analysis, Weights
from kenes.deliberation.errors import NotClosedYet
from kenes.deliberation.models import Computation, Deliberation, Route, Statement
from kenes.deliberation.opinions import summary
from kenes.deliberation.queries.analyses import ANALYSIS, RESULTS, has_new_votes, is_due, may_run

KEEP = 3  # computations of an open deliberation


@act
def start_analysis(*, deliberation: Deliberation) -> Job | None:
    """Queue an analysis of an open deliberation, unless one runs, is still fresh, or there are no new votes."""
    from kenes.deliberation.tasks import analyse_votes

    deliberation = locked(deliberation)
    if deliberation.state != Deliberation.State.OPEN or is_due(deliberation) or not has_new_votes(deliberation):
        return None
    return queue(deliberation, ANALYSIS, analyse_votes.enqueue)


@act
def start_results(*, by: Member | None, deliberation: Deliberation) -> Job | None:
    """Queue the results of a vote whose time is over; the vote is closed when they are there. `by` is None when the clock does it."""
    from kenes.deliberation.tasks import work_out_results

    if by:
        require("deliberation.prepare", by, deliberation)
    deliberation = locked(deliberation)
    if not is_due(deliberation):
        raise NotClosedYet
    return queue(deliberation, RESULTS, work_out_results.enqueue, by)


def queue(deliberation: Deliberation, name: str, enqueue: Callable[[int, int], Any], by: Member | None = None) -> Job | None:
    """Queue one job of a deliberation, whose row is locked; None where it may not run yet. A deliberation has one row of each name."""
    job = Job.objects.select_for_update().filter(subject=deliberation.ref, name=name).first()
    if job and not may_run(job, asked=by is not None):
        return None
    job = job or Job(council=deliberation.council.public_id, subject=deliberation.ref, name=name)
    job.state, job.owner_id = Job.State.WAITING, by.user_id if by else None
    job.done, job.total, job.message, job.cancel_asked = 0, ALL, "", False
    job.created_at, job.started_at, job.ended_at = clock.now(), None, None
    job.save()
    transaction.on_commit(lambda: enqueue(deliberation.pk, job.pk))
    return job


@act
def begin_job(*, job_id: int) -> bool:
    """Take a waiting job; return whether it was still there to take. Queued twice, it is done once."""
    job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.WAITING).first()
    if job is None:
        return False
    job.state, job.started_at = Job.State.RUNNING, clock.now()
    job.save(update_fields=["state", "started_at"])
    return True


@act
def move_on(*, job_id: int, done: int) -> bool:
    """Say how far a job is; return whether somebody asked to stop it."""
    job = Job.objects.select_for_update().get(pk=job_id)
    job.done = done
    job.save(update_fields=["done"])
    return job.cancel_asked


@act
def end_job(*, job_id: int, state: str, message: str = "") -> None:
    """Say how a job ended."""
    far: dict[str, Any] = {"done": F("total")} if state == Job.State.DONE else {}
    Job.objects.filter(pk=job_id).update(state=state, message=message, ended_at=clock.now(), **far)


@act
def stop_job(*, by: Member, deliberation: Deliberation) -> None:
    """Ask the jobs of a deliberation to stop. They do after their present step; the clock starts them again later."""
    require("deliberation.prepare", by, deliberation)
    unfinished = [Job.State.WAITING, Job.State.RUNNING]
    Job.objects.filter(subject=deliberation.ref, state__in=unfinished).update(cancel_asked=True)


@act
def keep_analysis(*, deliberation: Deliberation, found: Analysis, weights: Weights) -> Computation:
    """Keep an analysis of an open deliberation, of the older ones the last few, and the order in which statements are asked now."""
    deliberation = locked(deliberation)
    computation = Computation.objects.create(
        deliberation=deliberation,
        input_hash=found.opinions.input_hash,
        method=found.opinions.method,
        seed=found.opinions.seed,
        last_vote=found.material.mark.last,
        result={"opinions": summary(found.opinions)},
        created_at=clock.now(),
    )
    forget_analyses(deliberation, KEEP)
    if deliberation.state == Deliberation.State.OPEN:
        keep_weights(deliberation, weights)
    return computation


def keep_weights(deliberation: Deliberation, found: Weights) -> None:
    """Put the weights where the ballot's one query reads them."""
    of_region = found.weight.T.tolist()
    for statement, weight in zip(found.statements, of_region[found.regions.index(None)], strict=True):
        statement.weight = weight
    Statement.objects.bulk_update(found.statements, ["weight"], batch_size=200)
    forget_routes(deliberation)
    Route.objects.bulk_create(
        (
            Route(statement=statement, region_id=region, weight=weight)
            for region, column in zip(found.regions, of_region, strict=True)
            if region is not None
            for statement, weight in zip(found.statements, column, strict=True)
        ),
        batch_size=1000,
    )


def forget_analyses(deliberation: Deliberation, but: int = 0) -> None:
    """Remove the analyses of which no release was made, but for the last few."""
    unreleased = Computation.objects.filter(deliberation=deliberation, release=None).order_by("-pk")
    Computation.objects.filter(pk__in=list(unreleased.values_list("pk", flat=True)[but:])).delete()


def forget_routes(deliberation: Deliberation) -> None:
    """Remove what only an open vote needs."""
    Route.objects.filter(statement__deliberation=deliberation).delete()
