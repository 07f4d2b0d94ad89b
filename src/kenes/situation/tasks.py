"""What happens by itself: periods close at their time, members are reminded, questions that nobody answered end."""

from kenes.base import clock
from kenes.base.act import attempt
from kenes.situation.acts.questions import drop_question
from kenes.situation.acts.reports import REMIND_BEFORE, close_period, remind_of_period
from kenes.situation.models import FigureQuestion, ReportPeriod


def tick() -> None:
    """Close what is due, remind of what is about to close, ask no longer what went unanswered."""
    now = clock.now()
    opened = ReportPeriod.objects.filter(state=ReportPeriod.State.OPEN)
    for period in opened.filter(closes_at__lte=now):
        attempt(close_period, by=None, period=period)
    for period in opened.filter(closes_at__gt=now, closes_at__lte=now + REMIND_BEFORE):
        attempt(remind_of_period, period=period)
    for question in FigureQuestion.objects.filter(state=FigureQuestion.State.OPEN, closes_at__lte=now):
        attempt(drop_question, question=question)
