"""What happens by itself: voting closes on time, results in batches are let out, people are reminded once."""

from datetime import timedelta

from kenes.base import clock
from kenes.deliberation.acts import close_deliberation, release_results
from kenes.deliberation.acts.shared import inform
from kenes.deliberation.errors import NothingNew, VotingClosed
from kenes.deliberation.models import Deliberation, Participant
from kenes.deliberation.rules import BATCH_EVERY
from kenes.notices.models import Notice

REMIND_BEFORE = timedelta(hours=24)


def tick() -> None:
    """Close what is due, release what may be released, remind those who have not answered anything yet."""
    now = clock.now()
    for deliberation in Deliberation.objects.filter(state=Deliberation.State.OPEN, closes_at__lte=now):
        try:
            close_deliberation(by=None, deliberation=deliberation)
        except VotingClosed:
            continue  # somebody was faster
    running = Deliberation.objects.filter(state=Deliberation.State.OPEN, closes_at__gt=now)
    for deliberation in running.filter(results=Deliberation.Results.IN_BATCHES, opened_at__lte=now - BATCH_EVERY):
        last = deliberation.releases.order_by("-number").first()
        if last is None or last.created_at <= now - BATCH_EVERY:
            try:
                release_results(by=None, deliberation=deliberation)
            except (NothingNew, VotingClosed):
                continue
    for deliberation in running.filter(closes_at__lte=now + REMIND_BEFORE, opened_at__lte=now - REMIND_BEFORE).select_related("council"):
        if not Notice.objects.filter(object=deliberation.ref, kind="deliberation.reminder").exists():
            silent = Participant.objects.filter(deliberation=deliberation, votes__isnull=True, member__state="active")
            inform(deliberation, list(silent.values_list("member__user_id", flat=True)), "deliberation.reminder")
