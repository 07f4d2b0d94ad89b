"""What happens to agendas by itself: they are formed on time, computed anew each day, and the silent are reminded once."""

import logging
from datetime import timedelta

from kenes.base import clock
from kenes.base.errors import KenesError
from kenes.meetings.acts.agendas import form_agenda, remind_approvers, replay_agenda
from kenes.meetings.errors import AgendaFormed, ApprovalsOpen
from kenes.meetings.queries.agendas import agendas_to_remind, agendas_to_replay, due_agendas

log = logging.getLogger(__name__)
REPLAY_EVERY = timedelta(days=1)


def form_agendas() -> None:
    """Form the agendas whose time for approving is over."""
    for agenda in due_agendas():
        try:
            form_agenda(by=None, agenda=agenda)
        except (AgendaFormed, ApprovalsOpen):
            continue  # somebody was faster
        except Exception:  # one agenda that cannot be formed keeps no other from it
            log.exception("The agenda %s could not be formed.", agenda)


def replay_agendas() -> None:
    """Compute agendas anew from the approvals that are kept, and say so on the record."""
    for agenda in agendas_to_replay(clock.now() - REPLAY_EVERY):
        try:
            replay_agenda(by=None, agenda=agenda)
        except KenesError:
            continue


def remind_of_agendas() -> None:
    for agenda in agendas_to_remind():
        remind_approvers(agenda=agenda)
