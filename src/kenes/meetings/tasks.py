"""What happens by itself: batches let out, silence that is over, reminders."""

from kenes.meetings.reminding import release_batches, remind_of_meetings, remind_of_tasks
from kenes.meetings.silence import pass_silences


def tick() -> None:
    release_batches()
    pass_silences()
    remind_of_meetings()
    remind_of_tasks()
