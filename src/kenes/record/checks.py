"""Checking a log on request: at once when it is short, in the background when it is long."""

from dataclasses import dataclass

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


def latest_check(origin: str) -> Job | None:
    """Return the last background check of a log."""
    return Job.objects.filter(council=origin, name=NAME).order_by("-created_at", "-pk").first()
