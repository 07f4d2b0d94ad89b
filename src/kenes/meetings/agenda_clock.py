"""What happens to agendas by itself: they are formed on time, computed anew each day, and the silent are reminded once."""

from datetime import timedelta

from kenes.base import clock
from kenes.base.act import attempt
from kenes.councils.models import Member
from kenes.meetings import forming
from kenes.meetings.acts.agendas import form_agenda, remind_approvers, replay_agenda
from kenes.meetings.models import Agenda
from kenes.meetings.queries.agendas import agendas_to_remind, agendas_to_replay, due_agendas

REPLAY_EVERY = timedelta(days=1)


def form(*, by: Member | None, agenda: Agenda) -> Agenda:
    """Form an agenda. It is computed before the act begins: no other act waits meanwhile."""
    return form_agenda(by=by, agenda=agenda, formed=forming.form(agenda))


def replay(*, by: Member | None, agenda: Agenda) -> bool:
    """Compute an agenda anew, and say whether it is the same; before the act begins, too."""
    return replay_agenda(by=by, agenda=agenda, replayed=forming.replay(agenda))


def form_agendas() -> None:
    """Form the agendas whose time for approving is over."""
    for agenda in due_agendas():
        attempt(form, by=None, agenda=agenda)


def replay_agendas() -> None:
    """Compute agendas anew from the approvals that are kept, and say so on the record."""
    for agenda in agendas_to_replay(clock.now() - REPLAY_EVERY):
        attempt(replay, by=None, agenda=agenda)


def remind_of_agendas() -> None:
    for agenda in agendas_to_remind():
        attempt(remind_approvers, agenda=agenda)
