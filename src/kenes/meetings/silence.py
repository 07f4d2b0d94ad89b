"""What the clock does for minutes: days of silence that are over."""

import logging

from kenes.meetings.acts.minutes import let_silence_pass
from kenes.meetings.queries.minutes import silent_minutes

log = logging.getLogger(__name__)


def pass_silences() -> None:
    """Count sides that did not object in time as agreeing, one transaction for each meeting's minutes. Part of the tick."""
    for minutes in silent_minutes():
        try:
            let_silence_pass(minutes=minutes)
        except Exception:  # one text that cannot be read keeps no other, and no reminder, from its turn
            log.exception("The silence of the minutes %s could not pass.", minutes)
