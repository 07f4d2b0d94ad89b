"""Checking a log on request: at once when it is short, in the background when it is long."""

from dataclasses import dataclass

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import Job
from kenes.record.models import Log
from kenes.record.queries import Fault, verify

AT_ONCE = 20_000  # entries; about a second
NAME = "record.verify"


@dataclass(frozen=True)
class Result:
    """What a check found: how many entries were recomputed, and the first fault."""

    size: int
    fault: Fault | None


def check_now(origin: str) -> Result:
    """Recompute a short log."""
    size = Log.objects.get(origin=origin).size
    return Result(size, verify(origin))


def is_long(origin: str) -> bool:
    return Log.objects.get(origin=origin).size > AT_ONCE


@act
def start_check(*, origin: str, owner_id: int | None = None) -> Job:
    """Start recomputing a long log, or return the check that runs already: everybody may ask, it runs once."""
    from kenes.record.tasks import check

    log = Log.objects.select_for_update().get(origin=origin)
    running = latest_check(origin)
    if running and running.state in (Job.State.WAITING, Job.State.RUNNING):
        return running
    job = Job.objects.create(
        council=origin, subject=f"record/{origin}", name=NAME, owner_id=owner_id, total=log.size, created_at=clock.now()
    )
    check.enqueue(job.pk)
    return job


@act
def stop_check(*, origin: str) -> None:
    """Ask the running check to stop."""
    Job.objects.filter(council=origin, name=NAME, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(cancel_asked=True)


def latest_check(origin: str) -> Job | None:
    """Return the last background check of a log."""
    return Job.objects.filter(council=origin, name=NAME).order_by("-created_at", "-pk").first()
