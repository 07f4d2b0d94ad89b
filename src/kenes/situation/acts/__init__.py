"""Acts of this room: the only writers."""

from kenes.situation.acts.practices import change_practice, confirm_practice, publish_practice, share_practice, withdraw_practice
from kenes.situation.acts.questions import publish_note, write_note
from kenes.situation.acts.reports import close_period, open_period, publish_period, report_domain

__all__ = [
    "change_practice",
    "close_period",
    "confirm_practice",
    "open_period",
    "publish_note",
    "publish_period",
    "publish_practice",
    "report_domain",
    "share_practice",
    "withdraw_practice",
    "write_note",
]
