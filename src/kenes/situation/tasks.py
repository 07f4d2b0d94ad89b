"""What happens by itself: periods close at their time, members are reminded, questions that nobody answered end."""

import logging

from kenes.base import clock
from kenes.situation.acts.questions import drop_question
from kenes.situation.acts.reports import REMIND_BEFORE, close_period, remind_of_period
from kenes.situation.models import FigureQuestion, ReportPeriod

log = logging.getLogger(__name__)


def tick() -> None:
    """Close what is due, remind of what is about to close, ask no longer what went unanswered."""
    now = clock.now()
    opened = ReportPeriod.objects.filter(state=ReportPeriod.State.OPEN)
    for period in opened.filter(closes_at__lte=now):
        try:
            close_period(by=None, period=period)
        except Exception:  # one period that cannot be closed keeps no other from it
            log.exception("The period %s could not be closed.", period.public_id)
    for period in opened.filter(closes_at__gt=now, closes_at__lte=now + REMIND_BEFORE):
        remind_of_period(period=period)
    for question in FigureQuestion.objects.filter(state=FigureQuestion.State.OPEN, closes_at__lte=now):
        drop_question(question=question)
