"""What happens to agendas by itself: they are formed on time, computed anew each day, and the silent are reminded once."""

from datetime import timedelta

from kenes.base import clock
from kenes.base.act import attempt
from kenes.meetings.acts.agendas import form_agenda, remind_approvers, replay_agenda
from kenes.meetings.queries.agendas import agendas_to_remind, agendas_to_replay, due_agendas

REPLAY_EVERY = timedelta(days=1)


def form_agendas() -> None:
    """Form the agendas whose time for approving is over."""
    for agenda in due_agendas():
        attempt(form_agenda, by=None, agenda=agenda)


def replay_agendas() -> None:
    """Compute agendas anew from the approvals that are kept, and say so on the record."""
    for agenda in agendas_to_replay(clock.now() - REPLAY_EVERY):
        attempt(replay_agenda, by=None, agenda=agenda)


def remind_of_agendas() -> None:
    for agenda in agendas_to_remind():
        attempt(remind_approvers, agenda=agenda)
