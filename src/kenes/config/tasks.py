"""Keeping house: what nobody needs any more is removed."""

from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from kenes.base import clock
from kenes.base.models import Limit
from kenes.councils.models import Session

KEEP_RESULTS = timedelta(days=14)
KEEP_LIMITS = timedelta(days=2)  # no window of base.limits is longer


def tick() -> None:
    """Remove expired sessions, old results of background tasks, and counters whose window has passed."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_RESULTS).delete()
    Limit.objects.filter(since__lt=now - KEEP_LIMITS).delete()
