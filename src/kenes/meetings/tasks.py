"""What happens by itself: agendas formed, batches let out, silence that is over, reminders."""

from kenes.meetings.agenda_clock import find_meanings, form_agendas, release_held_topics, remind_of_agendas, replay_agendas
from kenes.meetings.reminding import release_batches, remind_of_meetings, remind_of_tasks
from kenes.meetings.silence import pass_silences


def tick() -> None:
    release_held_topics()
    find_meanings()
    form_agendas()
    replay_agendas()
    remind_of_agendas()
    release_batches()
    pass_silences()
    remind_of_meetings()
    remind_of_tasks()
