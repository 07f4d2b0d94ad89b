"""What happens to agendas by itself: topics let out in batches, agendas formed and computed anew, the silent reminded once."""

from datetime import timedelta

from kenes.base import clock
from kenes.base.act import attempt
from kenes.councils.models import Member
from kenes.engine.similarity import meaning
from kenes.meetings import forming
from kenes.meetings.acts.agendas import form_agenda, remind_approvers, replay_agenda
from kenes.meetings.acts.joining import settle_joins
from kenes.meetings.acts.topic_batches import keep_meaning, release_topics
from kenes.meetings.models import Agenda
from kenes.meetings.queries.agendas import agendas_to_remind, agendas_to_replay, due_agendas
from kenes.meetings.queries.topics import topics_without_meaning, unnamed_lists
from kenes.meetings.similar import meaning_of

REPLAY_EVERY = timedelta(days=1)


def release_held_topics() -> None:
    """Let out the topics that wait for others, a batch a slot, and join those whose authors agreed: one transaction an agenda."""
    for agenda in unnamed_lists():
        attempt(release_topics, agenda=agenda)
        attempt(settle_joins, agenda=agenda)


def find_meanings() -> None:
    """Work out what topics mean that came without it: held back, or before this installation compared meanings."""
    if meaning.embedder():
        for topic in topics_without_meaning():
            attempt(keep_meaning, topic=topic, vector=meaning_of(topic.title, topic.why_now))


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
