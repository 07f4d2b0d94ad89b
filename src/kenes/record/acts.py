"""The one way into the record, called inside the transaction of the act that it records; and checks of a whole log on request."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from kenes.base import clock
from kenes.base.act import act
from kenes.base.models import Job
from kenes.record import merkle
from kenes.record.canonical import canonical
from kenes.record.checks import NAME, latest_check
from kenes.record.commitment import commit
from kenes.record.models import DAY, TIME, Entry, Log, Sealed
from kenes.record.tasks import check

GIVEN_UP = timedelta(hours=1)  # a check that still seems to run was cut off, with its worker


def open_log(*, origin: str, is_sample: bool = False) -> Log:
    """Start the log of a council."""
    return Log.objects.create(origin=origin, is_sample=is_sample)


def append(
    origin: str,
    type: str,
    object: str,
    *,
    actor: str = "",
    details: Mapping[str, Any] | None = None,
    sealed: Mapping[str, str] | None = None,
    day_only: bool = False,
) -> Entry:
    """Append one entry to the log `origin` and return it.

    `object` and `actor` are references ("recommendation/<id>", "member/<id>"); `details` hold codes, counts and hashes,
    never floats and never personal text. Texts in `sealed` are kept apart and enter the log as salted commitments.
    `day_only` is for what nobody may be found by: the entry holds the day instead of the time, and no actor.
    Must run inside a transaction: the entry and the act stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record.append belongs inside the transaction of its act")
    if day_only and actor:
        raise ValueError("an entry that holds only the day names no actor")
    log = Log.objects.select_for_update().get(origin=origin)
    seals = {name: (*commit(text), text) for name, text in (sealed or {}).items()}
    utc = clock.now()
    if day_only:
        utc = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    body = canonical(
        {
            "log": origin,
            "seq": log.size,
            "utc": utc.strftime(DAY if day_only else TIME),
            "type": type,
            "object": object,
            "actor": actor,
            "details": dict(details or {}),
            "commitments": {name: seal[1] for name, seal in seals.items()},
            **({"sample": True} if log.is_sample else {}),
        }
    )
    leaf = merkle.leaf_hash(body)
    frontier = merkle.grow([bytes.fromhex(node) for node in log.frontier], log.size, leaf)
    entry = Entry.objects.create(
        log=log, seq=log.size, utc=utc, type=type, object=object, body=body.decode(), leaf=leaf.hex(), root=merkle.root(frontier).hex()
    )
    Sealed.objects.bulk_create(Sealed(entry=entry, name=name, salt=salt, text=text) for name, (salt, _, text) in seals.items())
    log.size, log.frontier = log.size + 1, [node.hex() for node in frontier]
    log.save(update_fields=["size", "frontier"])
    return entry


def erase(*, origin: str, object: str) -> int:
    """Erase the personal texts that entries about `object` commit to; return how many. The log still verifies."""
    erased, _ = Sealed.objects.filter(entry__log__origin=origin, entry__object=object).delete()
    return erased


@act
def start_check(*, origin: str, owner_id: int | None = None) -> Job:
    """Start recomputing a long log, or return the check that runs already: everybody may ask, it runs once."""
    log = Log.objects.select_for_update().get(origin=origin)
    running = latest_check(origin)
    if running and running.state in (Job.State.WAITING, Job.State.RUNNING) and clock.now() - running.created_at < GIVEN_UP:
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
