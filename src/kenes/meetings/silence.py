"""What the clock does for minutes: days of silence that are over."""

from kenes.base.act import attempt
from kenes.meetings.acts.minutes import let_silence_pass
from kenes.meetings.queries.minutes import silent_minutes


def pass_silences() -> None:
    """Count sides that did not object in time as agreeing, one transaction for each meeting's minutes. Part of the tick."""
    for minutes in silent_minutes():
        attempt(let_silence_pass, minutes=minutes)
