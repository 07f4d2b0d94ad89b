"""The background check of a long log."""

from django_tasks import task

from kenes.base import clock
from kenes.base.models import Job
from kenes.record.queries import Stopped, verify


@task()
def check(job_id: int) -> None:
    """Recompute a log; the job tells how far it is, and its message names the first fault: "seq what"."""
    job = Job.objects.get(pk=job_id)
    Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, started_at=clock.now())

    def tell(done: int) -> bool:
        Job.objects.filter(pk=job_id).update(done=done)
        return not Job.objects.filter(pk=job_id, cancel_asked=True).exists()

    try:
        fault = verify(job.council, tell)
    except Stopped:
        Job.objects.filter(pk=job_id).update(state=Job.State.CANCELLED, ended_at=clock.now())
        return
    state = Job.State.FAILED if fault else Job.State.DONE
    message = f"{fault.seq} {fault.what}" if fault else ""
    Job.objects.filter(pk=job_id).update(state=state, done=job.total, message=message, ended_at=clock.now())
