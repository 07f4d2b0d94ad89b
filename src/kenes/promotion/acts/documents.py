"""The documents of a dispatch, made in the background from the content that was sent."""

from kenes.base import clock
from kenes.base.act import act
from kenes.base.files import keep
from kenes.base.models import File, Job
from kenes.base.sniff import Checked
from kenes.promotion.models import Dispatch
from kenes.record import acts as record


@act
def begin_documents(*, job: Job) -> None:
    """Say that the work has started."""
    job.state, job.started_at, job.message = Job.State.RUNNING, clock.now(), ""
    job.save(update_fields=["state", "started_at", "message"])


@act
def keep_document(*, dispatch: Dispatch, document: Checked, job: Job) -> File:
    """Keep one document of a dispatch, once, and move the job on."""
    there = Dispatch.objects.select_for_update(of=("self",), no_key=True).select_related("brief__council").get(pk=dispatch.pk)
    file = there.documents.filter(name=document.name).first()
    if file is None:
        file = keep(upload=document, council=there.brief.council.public_id, subject=there.ref, owner=None, visible_to="public")
        there.documents.add(file)
    job.done += 1
    job.save(update_fields=["done"])
    return file


@act
def finish_documents(*, dispatch: Dispatch, job: Job) -> None:
    """Put the hashes of all documents on the record."""
    job.state, job.ended_at = Job.State.DONE, clock.now()
    job.save(update_fields=["state", "ended_at"])
    hashes = {file.name: file.sha256 for file in dispatch.documents.order_by("name")}
    record.append(dispatch.brief.council.public_id, "dispatch.documents", dispatch.ref, details={"sha256": hashes})


@act
def fail_documents(*, job: Job) -> None:
    """Say that the work failed; tick tries it again."""
    job.state, job.ended_at = Job.State.FAILED, clock.now()
    job.save(update_fields=["state", "ended_at"])
